import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { NotYet, type Event, type Recorded, type SagaJob, type SagaTry, type SagaWorker } from '#eventsourcing';

/** How a saga is to behave. Times are milliseconds, unless they say otherwise. */
export interface ProbeOptions {
  readonly fails?: () => boolean;
  /** Seconds until a job asks again whether its turn has come; 0: it has. */
  readonly waits?: (job: SagaJob) => number;
  readonly takes?: number | ((job: SagaJob) => number);
  /** Breaks off when it is asked to. */
  readonly heeds?: boolean;
  readonly delaySeconds?: number;
  /** The facts whose work it says takes long. */
  readonly takesLong?: readonly string[];
  readonly limit?: number;
  /** How often it fails to hear that a job is given up. */
  readonly deaf?: number;
}

/** A saga that remembers what it was asked to do, and when. */
export class Probe implements SagaWorker {
  readonly reactsTo = ['Happened', 'Began'];
  readonly takesLong;
  readonly retry;
  readonly performed: SagaJob[] = [];
  readonly givenUp: [SagaJob, string][] = [];
  readonly turns: SagaTry[] = [];
  readonly times: number[] = [];
  mostAtOnce = 0;
  private atOnce = 0;
  private deaf: number;

  constructor(
    readonly name: string,
    private readonly options: ProbeOptions = {},
  ) {
    this.retry = { limit: options.limit ?? 2, delaySeconds: 1, maxDelaySeconds: 60 };
    this.takesLong = options.takesLong ?? [];
    this.deaf = options.deaf ?? 0;
  }

  delaySeconds(): number {
    return this.options.delaySeconds ?? 0;
  }

  async perform(job: SagaJob, turn: SagaTry): Promise<void> {
    const { fails, heeds } = this.options;
    const takes = typeof this.options.takes === 'function' ? this.options.takes(job) : this.options.takes;
    this.turns.push(turn);
    this.times.push(Date.now());
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.atOnce += 1));
    if (takes) await sleep(takes, undefined, { ref: false, ...(heeds && { signal: turn.signal }) });
    this.atOnce -= 1;
    const seconds = this.options.waits?.(job) ?? 0;
    if (seconds > 0) throw new NotYet(seconds);
    if (fails?.()) throw new Error('out of order');
    this.performed.push(job);
  }

  async giveUp(job: SagaJob, reason: string): Promise<void> {
    if ((this.deaf -= 1) >= 0) throw new Error('not now');
    this.givenUp.push([job, reason]);
  }
}

/** Something a probe waits for, that has just happened. */
export const fact = (revision: bigint, type = 'Happened'): Recorded<Event> => ({
  id: randomUUID(),
  type,
  data: {},
  metadata: { schema: 1, hash: '0'.repeat(64) },
  stream: 'a',
  revision,
  position: revision,
  created: new Date(),
});
