import type { BenchmarkEvent, ChosenBaseline } from '#domain';
import type { Recorded } from '#eventsourcing';
import type { Measured, Outcome } from '../report.model.js';
import { readRun, type RunHistory } from '../run-history.js';

/** The history of a run, from its first event on; nothing where there is none any more. */
export type ReadBaseline = (chosen: ChosenBaseline) => AsyncIterable<Recorded<BenchmarkEvent>> | Iterable<Recorded<BenchmarkEvent>>;

/** What a run is held against, or why there is nothing. */
export type Baseline =
  | { readonly kind: 'known'; readonly run: Measured; readonly seed: number }
  | { readonly kind: 'missing'; readonly why: string; readonly run?: Measured };

const missing = (why: string, run?: Measured): Baseline => ({ kind: 'missing', why, ...(run && { run }) });

/** The baseline that was chosen for a run, as it was then. Undefined: none was asked for. */
export async function baselineOf(
  { created, chosen, corpus }: RunHistory,
  readBaseline: ReadBaseline = () => [],
  measuredOf: (history: RunHistory) => Promise<Measured>,
): Promise<Baseline | undefined> {
  if (created.baseline === null) return undefined;
  if (!chosen) return missing('What it is compared with was not settled.');
  if (!chosen.baseline) return missing('There was no run to compare with when this one was planned.');
  const history = await readRun(readBaseline(chosen.baseline));
  if (!history) return missing('The history of the baseline is not there any more.');
  if (!isAsChosen(history, chosen.baseline)) return missing('The history of the baseline is not the one that was chosen.');
  const run = await measuredOf(history);
  const why = whyIncomparable({ corpus, workload: created.workload, outcome: 'completed' }, run.run);
  return why === undefined ? { kind: 'known', run, seed: chosen.seed } : missing(why, run);
}

const isAsChosen = ({ end }: RunHistory, { revision, hash }: ChosenBaseline): boolean =>
  end !== undefined && Number(end.revision) === revision && end.metadata.hash === hash;

type Compared = Pick<Measured['run'], 'corpus' | 'workload' | 'outcome'>;

/** Why a run cannot be held against another. Undefined: it can. */
export function whyIncomparable(current: Compared, { corpus, workload, outcome }: Compared): string | undefined {
  if (outcome !== 'completed') return `The baseline ${ENDED[outcome]}: what is missing of it may be what was slow.`;
  if ([current.workload, workload].some(({ mode }) => mode === 'search')) return NO_LOAD;
  if (current.corpus === undefined) return 'The plan of this run is not whole: of which corpus it is, is not known.';
  return corpus === current.corpus ? undefined : 'The baseline is of another corpus.';
}

const NO_LOAD = 'A search sends each pass at a rate of its own: there is no load at which it could be compared.';

const ENDED: Readonly<Record<Exclude<Outcome, 'completed'>, string>> = {
  running: 'is not over',
  failed: 'failed',
  timed_out: 'timed out',
  cancelled: 'was cancelled',
};
