import type { Micros } from '#domain';

/** The only source of time. */
export abstract class Clock {
  /** Now. Within a process it never goes back, and steps of the wall clock do not show. */
  abstract now(): Micros;
  /** Resolves at an instant, or as soon after it as the machine manages; at once where it has passed, or on the signal. */
  abstract until(instant: Micros, signal?: AbortSignal): Promise<void>;
}
