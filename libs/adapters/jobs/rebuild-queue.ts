import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { PgBoss, type JobWithMetadata } from 'pg-boss';
import type { Database } from '../prisma/database.js';
import type { RebuildOrder } from '../rebuild/index.js';
import { LIFE } from './boss.js';
import { REBUILDS } from './rebuild-jobs.js';
import { SparingLog } from './sparing-log.js';

/** Seconds between looks for a rebuild that was asked for. */
const LOOK = { pollingIntervalSeconds: 1 };
/** A try ends early when its worker dies or stops. */
const TRIES = { retryLimit: 5, retryDelay: 1, retryBackoff: false };

/** Carries out a rebuild, until the signal is aborted. */
export type PerformRebuild = (order: RebuildOrder, signal: AbortSignal) => Promise<void>;

/** Has rebuilds carried out that were asked for, one at a time, whatever worker they are taken up by. */
@Injectable()
export class RebuildQueue implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly boss: PgBoss;
  private readonly stopping = new AbortController();
  private atHand: Promise<void> | undefined;

  constructor(
    { pool }: Database,
    private readonly perform: PerformRebuild,
  ) {
    // Dead workers are noticed by the sagas' own, for all queues.
    const db = { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) };
    this.boss = new PgBoss({ db, supervise: false, schedule: false, registerInstance: false });
    const log = new SparingLog('Rebuild');
    this.boss.on('error', ({ message }) => log.warn(message));
  }

  async onModuleInit(): Promise<void> {
    await this.boss.start();
    await this.boss.createQueue(REBUILDS, { policy: 'exclusive' });
    await this.boss.updateQueue(REBUILDS, { ...LIFE, ...TRIES });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.work(REBUILDS, { ...LOOK, includeMetadata: true }, ([job]: JobWithMetadata<{ acceptDifferences?: boolean }>[]) => {
      const order = { rebuildId: job!.id, acceptDifferences: job!.data.acceptDifferences === true };
      this.atHand = this.perform(order, AbortSignal.any([job!.signal, this.stopping.signal]));
      return this.atHand;
    });
  }

  /** What is cut short is begun again by the next worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('This process is about to stop.'));
    await this.boss.offWork(REBUILDS, { wait: false });
    await this.atHand?.catch(() => undefined);
    await this.boss.stop({ timeout: 1_000 });
  }
}
