import { GuardedAuthority, insecure } from './access/authority.js';
import { Users, type Passwords } from './access/users.js';
import { EventLog } from './log/event-log.js';
import { DamagedData, type Storage } from './storage/storage.port.js';
import { MemoryStorage } from './storage/memory.storage.js';
import { openLevel, UnusableDirectory } from './storage/open-level.js';
import type { Certificate } from './protocol/listener.js';
import { NodeServer } from './protocol/node-server.js';
import { Refused } from './protocol/errors.js';

export interface NodeOptions {
  /** Data directory; needed unless inMemory. */
  readonly data?: string | undefined;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Address to listen on, 127.0.0.1 by default. */
  readonly host?: string;
  /** Nothing is kept when it stops. */
  readonly inMemory?: boolean | undefined;
  /** With a certificate the node speaks TLS only, asks for passwords and obeys access control lists; without, it does neither. */
  readonly tls?: Certificate | undefined;
  /** Passwords of the built-in users. */
  readonly passwords?: Passwords | undefined;
  /** Told of every error that is not a client's own. */
  readonly onError?: (error: unknown) => void;
}

export interface RunningNode {
  /** For `EventStoreDBClient.connectionString`. */
  readonly url: string;
  readonly port: number;
  /** Resolves, with the reason, if the node had to give up; never otherwise. */
  readonly failed: Promise<Error>;
  /** Resolves once it has stopped, also because a client wanted it to. */
  readonly stopped: Promise<void>;
  /** Ends reads, finishes and answers the appends that came in, and closes. */
  stop(): Promise<void>;
  /** Cuts every connection without a word, and closes. */
  kill(): Promise<void>;
}

/** Starts a node in this process, in memory if nothing else is asked for; rejects with a one-line reason if the data cannot be served. */
export async function startNode(options: NodeOptions = { inMemory: true }): Promise<RunningNode> {
  return serve(await openStorage(options), options);
}

/** A node over a storage that is already open, and that the node then owns. */
export async function serve(storage: Storage, { port = 0, host = '127.0.0.1', tls, passwords = {}, onError = () => undefined }: NodeOptions): Promise<RunningNode> {
  let fail: (error: Error) => void = () => undefined;
  const failed = new Promise<Error>((resolve) => void (fail = resolve));
  let ended: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => void (ended = resolve));
  let giveUp = (): Promise<void> => storage.close();
  try {
    const log = await EventLog.open(storage, fail);
    giveUp = () => log.close();
    const users = await Users.open(log, passwords);
    const authority = tls ? new GuardedAuthority(log, users) : insecure;
    // The log is closed once, whichever comes first.
    let ending: Promise<void> | undefined;
    const end = (how: () => Promise<void>): Promise<void> => (ending ??= how().then(ended));
    const stop = (): Promise<void> => end(() => shutDown(server, log));
    const server: NodeServer = new NodeServer(log, { host, tls, authority, users, onShutdown: () => void stop().catch(onError), onError: (error) => error instanceof Refused || onError(error) });
    const kill = (): Promise<void> => {
      server.kill();
      return end(() => closeLog(server, log));
    };
    giveUp = kill;
    const listening = await server.listen(port);
    void failed.then(stop).catch(onError);
    return { url: `esdb://${host}:${listening}?tls=${tls !== undefined}`, port: listening, failed, stopped, stop, kill };
  } catch (error) {
    await giveUp();
    throw error instanceof DamagedData ? new UnusableDirectory(error.message) : error;
  }
}

async function openStorage({ data, inMemory = false }: NodeOptions): Promise<Storage> {
  if (inMemory) return new MemoryStorage();
  if (data === undefined) throw new UnusableDirectory('a data directory is needed, unless the node is in memory');
  return openLevel(data);
}

/** Reads end first, then appends that came in are finished and answered, then everything closes. */
async function shutDown(server: NodeServer, log: EventLog): Promise<void> {
  server.endReads();
  await server.endOperations();
  await log.stopWriting();
  await server.close();
  await log.close();
}

async function closeLog(server: NodeServer, log: EventLog): Promise<void> {
  await server.endOperations();
  await log.close();
}
