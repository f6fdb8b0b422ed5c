/**
 * What is known of one document's way through a run, in whole microseconds since 1970. A moment that nobody reported
 * is undefined.
 */
export interface DocumentTimes {
  /** Our clock: when the workload wanted it sent, when its request began, when the acknowledgement was there. */
  readonly scheduledAt?: number | undefined;
  readonly sentAt?: number | undefined;
  readonly acknowledgedAt?: number | undefined;
  /** The platform's clock: when it began with the document, and when it was done with it. */
  readonly platformStart?: number | undefined;
  readonly platformEnd?: number | undefined;
  /** Our clock: when we were told of these two. */
  readonly startReceivedAt?: number | undefined;
  readonly endReceivedAt?: number | undefined;
}

/** The platform contradicts itself: nothing that rests on its two moments means anything. */
export const endsBeforeStart = ({ platformStart, platformEnd }: DocumentTimes): boolean =>
  platformStart !== undefined && platformEnd !== undefined && platformEnd < platformStart;
