import { parseArgs } from 'node:util';
import { messageOf } from './failure.js';

export interface Arguments {
  readonly command: 'serve' | 'verify' | 'backup' | 'help';
  readonly data: string | undefined;
  /** Where a backup goes. */
  readonly to: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly inMemory: boolean;
  /** Files in PEM; undefined: no TLS, no passwords. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  /** Of the node to be backed up, in PEM. */
  readonly cert: string | undefined;
}

/** What was typed makes no sense; the message is one line for a person. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}

export const HELP = `eventstore: an event log on one node that speaks the EventStoreDB gRPC protocol

  eventstore --data DIR [--port 2113] [--host 127.0.0.1]   serve what is in DIR, made if it is not there
  eventstore --mem [--port 2113] [--host 127.0.0.1]        serve from memory; nothing is kept
    --cert FILE --key FILE                                 with TLS, passwords and access control lists; both in PEM
    --insecure                                             with none of them, which is the default
  eventstore verify --data DIR                             read everything in DIR and check it; no node may be running on it
  eventstore backup --to DIR [--port 2113] [--host 127.0.0.1] [--cert FILE]
                                                           copy all that a running node holds into DIR, new, and verify it;
                                                           with the certificate of a node that has one, as admin

Users are admin and ops, their passwords EVENTSTORE_DEFAULT_ADMIN_PASSWORD and EVENTSTORE_DEFAULT_OPS_PASSWORD, or changeit.
Prints "ready: <connection string>" on stdout when it serves. Port 0 takes a free one.
`;

/** Throws BadArguments. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parsed(argv);
  const { data, to, port, host, mem: inMemory, cert, key, insecure, help } = values;
  const [command = 'serve', ...rest] = positionals;
  const tls = cert !== undefined && key !== undefined ? { cert, key } : undefined;
  const known = { data, to, cert, port: portNumber(port), host, inMemory, tls };
  if (help) return { command: 'help', ...known };
  if ((command !== 'serve' && command !== 'verify' && command !== 'backup') || rest.length > 0) throw new BadArguments(`unknown command: ${positionals.join(' ')}`);
  if (command === 'backup') {
    if (to === undefined) throw new BadArguments('--to DIR is missing');
    return { command, ...known };
  }
  if ((cert === undefined) !== (key === undefined)) throw new BadArguments('--cert and --key belong together');
  if (insecure && tls) throw new BadArguments('--insecure excludes --cert and --key');
  if (inMemory && data !== undefined) throw new BadArguments('--mem and --data exclude each other');
  if (data === undefined && (!inMemory || command === 'verify')) throw new BadArguments('--data DIR is missing');
  return { command, ...known };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        to: { type: 'string' },
        port: { type: 'string', default: '2113' },
        host: { type: 'string', default: '127.0.0.1' },
        cert: { type: 'string' },
        key: { type: 'string' },
        insecure: { type: 'boolean', default: false },
        mem: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new BadArguments(messageOf(error).split('\n')[0]!);
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new BadArguments(`--port must be a number from 0 to 65535, not ${text}`);
  return port;
}
