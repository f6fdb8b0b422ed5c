import { Fifo } from './fifo.js';

/** Rings once, later; what it answers cancels it. */
export type After = (seconds: number, ring: () => void) => () => void;

/** Who does the work, and who is told. */
export interface Workers<Job, Begun> {
  readonly count: number;
  /** Asked once for each job, in the order in which jobs are started. */
  readonly serviceSeconds: () => number;
  readonly started: (job: Job) => Begun;
  readonly ended: (job: Job, begun: Begun) => void;
}

/** First come, first served, by so many workers; whatever has to do with time is handed in. */
export class WorkQueue<Job, Begun> {
  private readonly waiting = new Fifo<Job>();
  private readonly running = new Set<() => void>();
  private isStopped = false;

  constructor(
    private readonly workers: Workers<Job, Begun>,
    private readonly after: After,
  ) {}

  get length(): number {
    return this.waiting.length;
  }

  get busy(): number {
    return this.running.size;
  }

  add(job: Job): void {
    this.waiting.push(job);
    this.startNext();
  }

  /** What waits or runs is lost, as in a crash. */
  stop(): void {
    this.isStopped = true;
    for (const cancel of this.running) cancel();
    this.running.clear();
  }

  private startNext(): void {
    if (this.isStopped || this.busy >= this.workers.count) return;
    const job = this.waiting.shift();
    if (job === undefined) return;
    const begun = this.workers.started(job);
    const cancel = this.after(this.workers.serviceSeconds(), () => {
      this.running.delete(cancel);
      this.workers.ended(job, begun);
      this.startNext();
    });
    this.running.add(cancel);
  }
}

/** By the real clock. */
export const afterRealTime: After = (seconds, ring) => {
  const timer = setTimeout(ring, seconds * 1_000);
  return () => clearTimeout(timer);
};
