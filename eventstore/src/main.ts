import '#node-version';
import { readFile } from 'node:fs/promises';
import type { Passwords } from './access/users.js';
import { type Arguments, BadArguments, HELP, readArguments } from './arguments.js';
import { takeBackup } from './backup/take-backup.js';
import { logError, logLine } from './logger.js';
import { startNode, type RunningNode } from './node.js';
import type { Certificate } from './protocol/listener.js';
import { UnusableDirectory } from './storage/open-level.js';
import { verifyDirectory } from './verify.js';

const EXIT_USAGE = 64;
const EXIT_DATA = 65;
const EXIT_FAILED = 70;
/** A shutdown that takes longer than this is cut off. */
const STOP_DEADLINE_MS = 8000;

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted.command === 'help') process.stdout.write(HELP);
  else if (wanted.command === 'verify') process.stdout.write(`${await verifyDirectory(wanted.data!)}\n`);
  else if (wanted.command === 'backup') process.stdout.write(`${await backUp(wanted)}\n`);
  else await serve(wanted);
}

async function serve(options: Arguments): Promise<void> {
  const node = await startNode({
    ...options, tls: options.tls && await certificate(options.tls), passwords: passwords(), onError: (error) => logError('a call failed', error),
  });
  process.stdout.write(`ready: ${node.url}\n`);
  logLine('info', 'serving', { port: node.port, data: options.data ?? null });
  // The last is what a program hears that started us over a channel and is gone.
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => void stop(node));
  const error = await Promise.race([node.failed, node.stopped]);
  if (!error) {
    logLine('info', 'stopped');
    process.exit(0);
  }
  // Whatever is on disk after a failed write is unknown: only a new start, which checks it, may go on.
  logError('a write failed; the node ends', error, 'fatal');
  process.exit(EXIT_FAILED);
}

async function backUp({ host, port, to, cert }: Arguments): Promise<string> {
  const tls = cert === undefined ? undefined : { cert: await readFile(cert), password: passwords().admin ?? 'changeit' };
  return takeBackup({ from: `${host}:${port}`, to: to!, tls, tell: (progress) => process.stderr.write(`backup: ${progress}\n`) });
}

async function certificate(files: Certificate): Promise<Certificate> {
  const [cert, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
  return { cert, key };
}

/** The names that EventStoreDB gives them. */
const passwords = (): Passwords => ({
  admin: process.env['EVENTSTORE_DEFAULT_ADMIN_PASSWORD'], ops: process.env['EVENTSTORE_DEFAULT_OPS_PASSWORD'],
});

async function stop(node: RunningNode): Promise<void> {
  setTimeout(() => process.exit(EXIT_FAILED), STOP_DEADLINE_MS).unref();
  await node.stop();
}

function fail(error: unknown): void {
  if (error instanceof BadArguments) return exit(EXIT_USAGE, error.message);
  if (error instanceof UnusableDirectory) return exit(EXIT_DATA, error.message);
  if (error instanceof Error && 'syscall' in error) return exit(EXIT_FAILED, error.message);
  logError('the node cannot go on', error, 'fatal');
  process.exit(EXIT_FAILED);
}

function exit(code: number, line: string): void {
  process.stderr.write(`eventstore: ${line}\n`);
  process.exitCode = code;
}

main().catch(fail);
