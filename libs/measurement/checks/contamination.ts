import type { Span } from './concurrency.js';

/** A run on a target, and from when to when. */
export interface RunSpan extends Span {
  readonly run: string;
}

/**
 * Which other runs had the same target at the same time, and when: they shared its queue, so that neither measured the
 * target alone. Runs that only touch do not overlap. In the order given.
 */
export function contaminating(own: RunSpan, others: Iterable<RunSpan>): readonly RunSpan[] {
  return [...others].flatMap(({ run, start, end }) => {
    const shared = { run, start: Math.max(start, own.start), end: Math.min(end, own.end) };
    return run !== own.run && shared.start < shared.end ? [shared] : [];
  });
}
