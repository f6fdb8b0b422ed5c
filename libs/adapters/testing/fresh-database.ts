import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../postgres/migrate.js';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.js';

/** Where the migrations lie. */
export const MIGRATIONS = join(import.meta.dirname, '../../../prisma/migrations');

/** A migrated database for one test file, in a server of its own. */
export interface FreshDatabase {
  readonly url: string;
  readonly folder: string;
  /** Starts the server again, on its old port, after `stop`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and leaves nothing behind. */
  discard(): Promise<void>;
}

/** Starts one. It may be stopped and started, but not outlive a crash of the machine. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'slowking-'));
  let server = await startEmbeddedPostgres(folder, { isThrowaway: true });
  const { url } = server;
  try {
    await migrate(url, MIGRATIONS);
  } catch (error) {
    await server.discard();
    throw error;
  }
  const start = async () => {
    server = await startEmbeddedPostgres(folder, { isThrowaway: true, port: Number(new URL(url).port) });
  };
  const stop = () => server.stop();
  return { url, folder, start, stop, discard: () => server.discard() };
}
