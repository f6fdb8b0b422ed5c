import type { ProcessingFigures } from '#domain';
import { ascending, digitsBeside, percent, quantile, searchChangePoints, type Answer, type Verdict } from '#measurement';
import { counted } from '../wording.js';

/** A run of a series. Times in microseconds. */
export interface SeriesRun {
  readonly id: string;
  readonly name: string;
  /** The release that was measured. */
  readonly eigenVersion: string | null;
  readonly startedAt: number;
  readonly processing: ProcessingFigures;
  readonly verdict: Verdict | null;
  /** How documents were sent, in words; empty: not known. */
  readonly load: string;
  /** Why the change that begins with it is known. */
  readonly acknowledged: { readonly reason: string; readonly by: string | null; readonly at: string } | null;
}

/** A change in a series. */
export interface SeriesChange {
  /** The index of the run that it begins with. */
  readonly at: number;
  /** The medians of the runs' medians, from the change before to this one, and from this one to the next; microseconds. */
  readonly before: number;
  readonly after: number;
  /** Relative: 0.05 is 5 % slower. */
  readonly change: number;
  /** Of the permutation test. Undefined: somebody acknowledged the change, so it is taken as given. */
  readonly p: number | undefined;
  readonly isAcknowledged: boolean;
}

/** Runs of one target, type and corpus, oldest first, and where their processing time changed. */
export interface Series {
  readonly runs: readonly SeriesRun[];
  readonly changes: readonly SeriesChange[];
  /** The relative change that matters. */
  readonly threshold: number;
  readonly verdict: Exclude<Answer, 'no-baseline'>;
  /** In a sentence. */
  readonly reason: string;
}

/** Runs that lie between two changes, at least. */
const LEAST = 4;
/** With fewer runs there is no change to be found. */
const FEWEST_RUNS = 2 * LEAST;
const THRESHOLD = 0.05;
/** Zero is below what the clock can tell, and has no logarithm. */
const HALF_A_TICK = 0.5;

/** Looks for changes of the median processing time, of which the logarithm counts, in small steps. */
export function* seriesOf(runs: readonly SeriesRun[], threshold = THRESHOLD): Generator<void, Series> {
  const values = Float64Array.from(runs, ({ processing: { p50 } }) => Math.log(Math.max(p50, HALF_A_TICK)));
  const known = runs.flatMap(({ acknowledged }, at) => (acknowledged && at > 0 ? [at] : []));
  const found = yield* searchChangePoints(values, { known, least: LEAST });
  const p = new Map(found.map((each) => [each.at, each.p]));
  const places = [...known, ...p.keys()].sort((one, other) => one - other);
  const level = (from = 0, to = values.length) => quantile(ascending(values.subarray(from, to)), 0.5);
  const changes = places.map((at, index): SeriesChange => {
    const [before, after] = [level(places[index - 1], at), level(at, places[index + 1])];
    return { at, before: Math.exp(before), after: Math.exp(after), change: Math.expm1(after - before), p: p.get(at), isAcknowledged: !p.has(at) };
  });
  return { runs, changes, threshold, ...judged(runs, changes, threshold) };
}

/** The same, without a turn for anybody else. */
export function seriesAtOnce(runs: readonly SeriesRun[], threshold?: number): Series {
  const search = seriesOf(runs, threshold);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

function judged(runs: readonly SeriesRun[], changes: readonly SeriesChange[], threshold: number): Pick<Series, 'verdict' | 'reason'> {
  if (runs.length < FEWEST_RUNS) {
    const reason = `Too few runs to tell of a change: it takes ${FEWEST_RUNS}, ${LEAST} before it and ${LEAST} after, and there ${areThere(runs.length)}.`;
    return { verdict: 'inconclusive', reason };
  }
  const news = changes.filter(({ change, isAcknowledged }) => !isAcknowledged && change > threshold);
  if (news.length > 0) {
    const digits = digitsBeside(threshold, news.map(({ change }) => change));
    const told = news.map(({ at, change }) => `${percent(change, digits)} from ${labelOf(runs[at]!)} on`).join(', ');
    return { verdict: 'fail', reason: `Slower by more than ${percent(threshold, digits)}, and nobody has acknowledged it: ${told}.` };
  }
  const reason = changes.length === 0 ? `No change in ${runs.length} runs.` : `In ${runs.length} runs ${counted(changes.length, 'change')}, none for the worse that is new and more than ${percent(threshold)}.`;
  return { verdict: 'pass', reason };
}

const areThere = (count: number): string => (count === 0 ? 'are none' : count === 1 ? 'is one' : `are ${count}`);

/** A run's name and the release that it measured. */
export const labelOf = ({ name, eigenVersion }: Pick<SeriesRun, 'name' | 'eigenVersion'>): string =>
  eigenVersion === null || name.includes(eigenVersion) ? name : `${name} (${eigenVersion})`;

/** Whether a run had another load than the one before it. */
export function isOtherLoad(runs: readonly SeriesRun[], at: number): boolean {
  const [now, before] = [runs[at]?.load, runs[at - 1]?.load];
  return Boolean(now && before && now !== before);
}
