import { nameInCorpus } from '#domain';
import { compareReleases, type DocumentChange, type Pass } from '#measurement';
import { isMeasured } from '../document-status.js';
import type { Measured, ReportedComparison } from '../report.model.js';
import { whyIncomparable, type Baseline } from './baseline.js';

/** How two runs are compared. */
export interface CompareOptions {
  /** Of the permutation test. */
  readonly seed?: number;
  /** The relative change that matters; 5 % unless said otherwise. */
  readonly threshold?: number;
}

/** A table that people read to its end. */
const MOST_CHANGES = 20;

/** A run beside its baseline, or why it cannot be held against it. */
export function comparedWith(current: Measured, baseline: Baseline, options: CompareOptions = {}): ReportedComparison {
  if (baseline.kind === 'missing') {
    const { why: reason, run } = baseline;
    return { verdict: 'no-baseline', reason, baseline: run?.run, found: undefined, changes: [] };
  }
  const { run, seed } = baseline;
  const [now, before] = [passesOf(current), passesOf(run)];
  const warmUps = { current: now.warmUps, baseline: before.warmUps };
  const { changes, ...found } = compareReleases(now.passes, before.passes, { isSameCorpus: true, seed, warmUps, ...options });
  const { verdict, reason } = found;
  return { verdict, reason, baseline: run.run, found, changes: largest(changes) };
}

/** Any two runs side by side, whatever was chosen when they began. */
export function compareRuns(current: Measured, other: Measured, options: CompareOptions = {}): ReportedComparison {
  const why = whyIncomparable(current.run, other.run);
  const baseline: Baseline = why === undefined ? { kind: 'known', run: other, seed: 1 } : { kind: 'missing', why, run: other };
  return withheld(current, comparedWith(current, baseline, options));
}

/** Of a run that did not complete nothing is green: what is missing may be what is slow. */
export function withheld<Answered extends { readonly verdict: ReportedComparison['verdict']; readonly reason: string }>(
  { run: { outcome } }: Measured,
  answered: Answered,
): Answered {
  if (outcome === 'completed' || answered.verdict !== 'pass') return answered;
  const reason = `${answered.reason.replace(/\.$/, '')}; but the run did not complete, and what is missing may be what is slow`;
  return { ...answered, verdict: 'inconclusive', reason };
}

/**
 * The processing times of each pass, by the document's name in the corpus, and how many passes warmed the platform up.
 * Where there are others, such a pass is none of them: what is left of it would leave its documents out of all. What failed
 * has none and is in its pass all the same; what the run did not get to is not.
 */
function passesOf({ documents }: Measured): { passes: readonly Pass[]; warmUps: number } {
  const passes = new Map<number, Map<string, number>>();
  for (const document of documents) {
    const { facts, status, figures } = document;
    if (facts.warmup || (status === 'unfinished' && figures.processing === undefined)) continue;
    const pass = passes.get(facts.pass) ?? new Map<string, number>();
    const latency = isMeasured(document) ? figures.processing : undefined;
    passes.set(facts.pass, pass.set(nameInCorpus(facts.name, facts.pass), latency ?? Number.NaN));
  }
  const warming = new Set(documents.flatMap(({ facts: { pass, warmup } }) => (warmup ? pass : [])));
  const others = [...passes.keys()].filter((pass) => !warming.has(pass)).sort((one, other) => one - other);
  const counted = others.length > 0 ? others : [...passes.keys()];
  return { passes: counted.map((pass) => passes.get(pass)!), warmUps: warming.size };
}

/** Half as long is as great a change as twice as long. */
function largest(changes: readonly DocumentChange[]): readonly DocumentChange[] {
  const sizes = Float64Array.from(changes, ({ change }) => Math.abs(Math.log1p(change)));
  const least = sizes.toSorted().at(-Math.min(MOST_CHANGES, sizes.length)) ?? 0;
  const found = [...changes.keys()].filter((index) => sizes[index]! >= least).sort((one, other) => sizes[other]! - sizes[one]!);
  return found.slice(0, MOST_CHANGES).map((index) => changes[index]!);
}
