import { Socket } from 'node:net';
import { Logger } from '@nestjs/common';
import { Pool, type ClientConfig } from 'pg';

/** Milliseconds. The server ends what takes longer, … */
const STATEMENT = 25_000;
/** … and where not even that is heard of, the connection is given up: nothing waits for ever. */
const SILENCE = 30_000;
/** Shorter than the silence, which an idle connection would be ended by otherwise. */
const IDLE = 10_000;

/** What every connection of ours keeps to. */
export const connectionTo = (url: string, silence = SILENCE): ClientConfig => ({
  connectionString: url,
  connectionTimeoutMillis: 5_000,
  statement_timeout: STATEMENT,
  idle_in_transaction_session_timeout: SILENCE,
  stream: () => impatientSocket(silence),
});

/** How large, and how patient, a pool is. */
export interface PoolOptions {
  readonly size?: number;
  /** Milliseconds without a word from the server, after which a connection is given up. */
  readonly silence?: number;
  /** Settings of each session, as for `postgres -c`. */
  readonly options?: string;
}

/** Some connections, shared by all who need one for a moment. */
export function openPool(url: string, { size = 8, silence, options }: PoolOptions = {}): Pool {
  const pool = new Pool({ ...connectionTo(url, silence), max: size, idleTimeoutMillis: IDLE, ...(options && { options }) });
  const logger = new Logger('Postgres');
  pool.on('error', ({ message }) => logger.warn(`An idle connection broke: ${message}`));
  return pool;
}

/** A half-open connection is told by its silence alone; whoever waits on it gets an error. */
function impatientSocket(silence: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(silence, () => socket.destroy(new Error('PostgreSQL does not answer.')));
}
