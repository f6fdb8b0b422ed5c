import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { connectionTo } from './pool.js';

/** Milliseconds: how often a lock that another process holds is asked for, and how often the connection is proved. */
const ASK_EVERY = 1_000;
const PROVE_EVERY = 2_000;
/** An answer that takes longer is a lost connection. */
const ANSWER = 5_000;
/** The server, too, lets go of a peer that has gone without a word: 5 s + 3 × 2 s. */
const KEEPALIVE = '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3';

/** Lets one process at a time do a thing. All locks of a process hang on one connection: when it is lost, so are they. */
export class ProcessLocks implements OnApplicationShutdown {
  private readonly logger = new Logger('Locks');
  private session: Promise<Session> | undefined;
  private isClosing = false;

  constructor(private readonly url: string) {}

  /**
   * Waits for the lock, then works. The signal it works with is aborted when it must stop: it was asked to, or the
   * lock is lost; another process may then begin. Throws what the work throws, or why the lock was lost.
   */
  async hold(name: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      const session = await this.open();
      if (!(await session.take(name))) {
        await sleep(ASK_EVERY, undefined, { signal }).catch(() => undefined);
        continue;
      }
      try {
        await work(AbortSignal.any([signal, session.lost]));
      } finally {
        await session.give(name);
      }
      return session.lost.throwIfAborted();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    const session = await this.session?.catch(() => undefined);
    await session?.close();
  }

  private open(): Promise<Session> {
    this.session ??= this.connect();
    return this.session;
  }

  private async connect(): Promise<Session> {
    try {
      const session = await Session.start(this.url);
      session.lost.addEventListener('abort', () => {
        this.session = undefined;
        if (!this.isClosing) this.logger.warn(String(session.lost.reason));
      });
      return session;
    } catch (error) {
      this.session = undefined;
      throw error;
    }
  }
}

interface Answer {
  readonly rows: readonly { readonly taken?: boolean }[];
}

/** One connection, and whether it is still there. */
class Session {
  private readonly ending = new AbortController();
  private readonly held = new Set<string>();
  private proof: NodeJS.Timeout | undefined;
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly client: Client) {
    client.on('error', (error) => this.lose(error));
    client.on('end', () => this.lose(new Error('the server closed it')));
  }

  static async start(url: string): Promise<Session> {
    const client = new Client({ ...connectionTo(url), query_timeout: ANSWER, options: KEEPALIVE });
    const session = new Session(client);
    await client.connect();
    session.proof = setInterval(() => void session.ask('SELECT 1').catch(() => undefined), PROVE_EVERY);
    return session;
  }

  get lost(): AbortSignal {
    return this.ending.signal;
  }

  /** The server counts how often a session takes a lock; within the process it is ours to tell who has it. */
  async take(name: string): Promise<boolean> {
    if (this.held.has(name)) return false;
    this.held.add(name);
    const { rows } = await this.ask('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken', name);
    if (rows[0]?.taken !== true) this.held.delete(name);
    return rows[0]?.taken === true;
  }

  async give(name: string): Promise<void> {
    if (this.lost.aborted) return;
    await this.ask('SELECT pg_advisory_unlock(hashtextextended($1, 0))', name).catch(() => undefined);
    this.held.delete(name);
  }

  async close(): Promise<void> {
    this.lose(new Error('we closed it'));
    await Promise.race([this.client.end(), sleep(ANSWER, undefined, { ref: false })]);
  }

  /** One question at a time. */
  private ask(sql: string, ...values: string[]): Promise<Answer> {
    const answer = this.last.then(() => this.client.query<Answer['rows'][number]>(sql, values));
    this.last = answer.catch((error: unknown) => this.lose(error));
    return answer;
  }

  private lose(reason: unknown): void {
    if (this.lost.aborted) return;
    clearInterval(this.proof);
    this.ending.abort(new Error(`The connection that holds the locks is lost: ${String(reason)}`));
    void this.client.end().catch(() => undefined);
  }
}
