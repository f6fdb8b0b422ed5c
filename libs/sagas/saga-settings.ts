import type { RetryPolicy } from '#eventsourcing';

/** What sagas are told from outside. An abstract class, so Nest can inject by it. */
export abstract class SagaSettings {
  /** Where people and the platform reach the API: `http://127.0.0.1:8091`. */
  abstract readonly publicUrl: string;
  /** How often a step of the run is tried. */
  abstract readonly stepRetry: RetryPolicy;
}

/** Where the platform posts its instrumentation. */
export const instrumentationUrl = ({ publicUrl }: SagaSettings): string => `${publicUrl}/api/v1/benchmarks/documents/`;

/** A step of the run is tried for about half a minute, not counting its own time. */
export const STEP_RETRY: RetryPolicy = { limit: 5, delaySeconds: 1, maxDelaySeconds: 60 };

/** What must be done in the end, however long mail or disk are away: for days. */
export const LONG_RETRY: RetryPolicy = { limit: 10_000, delaySeconds: 1, maxDelaySeconds: 60 };
