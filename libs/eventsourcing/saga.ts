import type { Event, Recorded } from './message.js';

/**
 * Turns facts into work: a durable saga — a process manager — fed from a subscription; never from
 * Nest's in-memory EventBus. Pure: it names the effect, others carry it out.
 */
export interface Saga<State, E extends Event, Effect> {
  /** Also the name of its queue and of its checkpoint. */
  readonly name: string;
  /** The facts it waits for. Each becomes one job. */
  readonly reactsTo: readonly E['type'][];
  /** Those of them whose work may take hours: other jobs of the saga never wait for it. */
  readonly takesLong?: readonly E['type'][];
  /** How many seconds after the fact its turn comes: a timer that outlives every process. Missing: at once. */
  delaySeconds?(event: E): number;
  /** `state` is the stream as it is when the work starts, so old news finds its work already done. */
  react(event: Recorded<E>, state: State): Effect | undefined;
}

/** A saga's turn at one fact. Only the fact's place is kept; the stream is read when the work starts. */
export interface SagaJob {
  readonly stream: string;
  /** As text: a job is JSON. */
  readonly revision: string;
}

/** One try at a job. */
export interface SagaTry {
  /** Which try it is, counted from 1. */
  readonly attempt: number;
  readonly isLast: boolean;
  /** Aborted when the process is asked to stop, or the job was taken away. */
  readonly signal: AbortSignal;
}

/** Its turn has not come: the job is asked for again after so many seconds. That is no failure, and uses up no try. */
export class NotYet extends Error {
  override readonly name = 'NotYet';

  constructor(readonly seconds: number) {
    super(`Its turn has not come; it is asked for again in ${seconds} s.`);
  }
}

/** How often, and how soon, a job that failed is tried again. */
export interface RetryPolicy {
  readonly limit: number;
  /** Seconds before the second try; doubled, with jitter, before each further one. */
  readonly delaySeconds: number;
  readonly maxDelaySeconds: number;
}

/** A saga together with its effects, as a job queue sees it. */
export interface SagaWorker {
  readonly name: string;
  readonly reactsTo: readonly string[];
  /** The facts whose jobs may take hours. */
  readonly takesLong?: readonly string[];
  readonly retry: RetryPolicy;
  /** Seconds from a fact to its turn. Undefined: it is no fact that can be read, and has none. */
  delaySeconds(event: Recorded): number | undefined;
  /** Throws: it is tried again later; NotYet: it has not been tried. It may also run twice, when a worker was only believed to be dead. */
  perform(job: SagaJob, turn: SagaTry): Promise<void>;
  /** The last try has failed. */
  giveUp(job: SagaJob, reason: string): Promise<void>;
}
