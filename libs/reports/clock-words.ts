import type { Drift } from '#measurement';
import type { Report, ReportedClock } from './report.model.js';
import { duration } from './wording.js';

/** How the offset was found: `by the platform's clock before and after the run, and by the documents`. */
export function methodText({ before, after }: ReportedClock): string {
  const when = [before && 'before', after && 'after'].filter((each) => each !== undefined).join(' and ');
  return when === '' ? 'by the documents alone' : `by the platform's clock ${when} the run, and by the documents`;
}

/** How fast the platform's clock moves away from ours: `gains 50 µs a second (between 49 µs and 52 µs)`. */
export function driftText({ value, low, high }: Drift): string {
  const [least, greatest] = value < 0 ? [-high, -low] : [low, high];
  const speed = `${value < 0 ? 'loses' : 'gains'} ${duration(Math.abs(value))} a second`;
  return `${speed} (between ${duration(least)} and ${duration(greatest)})`;
}

/** What the clocks are said to be apart, in few words. */
export function offsetText({ offset, clock }: Pick<Report, 'offset' | 'clock'>): string {
  if (offset.kind !== 'bounded') return offset.kind;
  const [value, low, high] = [offset.value, offset.low, offset.high].map(duration);
  const drifting = clock.drift?.isProven ? `; the platform's clock ${driftText(clock.drift)}` : '';
  return `${value} (between ${low} and ${high}, ${methodText(clock)})${drifting}`;
}
