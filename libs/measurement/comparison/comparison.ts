import { hodgesLehmann, type Shift } from '../rank-tests/hodges-lehmann.js';
import { mannWhitney } from '../rank-tests/mann-whitney.js';
import { permutationTest, type PermutationOptions, type PermutationTest } from '../rank-tests/permutation-test.js';
import { ranked } from '../rank-tests/ranks.js';
import { judge, type Change, type Judgement, type Sides } from './judgement.js';
import {
  documentChanges,
  pairedValues,
  tableOf,
  unpairedValues,
  type DocumentChange,
  type Pass,
  type PassValues,
} from './passes.js';

/** What is compared, and how. */
export interface ComparisonOptions extends PermutationOptions {
  /** Both sides worked on the very same documents (by the SHA-256 of the corpus). */
  readonly isSameCorpus: boolean;
  /** Which quantile of the latencies of a pass; the median unless said otherwise. */
  readonly quantile?: number;
  /** The relative change that matters in practice. */
  readonly threshold?: number;
  readonly confidence?: number;
  /** How many passes each side sent to warm up, which are not among those that are compared. */
  readonly warmUps?: Sides;
}

/** How a release stands beside its baseline, in one metric. */
export interface Comparison extends Judgement {
  /** How many passes each side has. */
  readonly passes: Sides;
  readonly quantile: number;
  readonly threshold: number;
  readonly confidence: number;
  /** Document by document; else each pass by its own quantile. */
  readonly isPaired: boolean;
  readonly documents: number;
  readonly leftOut: number;
  /** Undefined, like what follows: one side has no pass. */
  readonly change: Change | undefined;
  /** 2U/mn − 1 of the passes: 1 when all are slower than every one of the baseline, −1 when all are faster. */
  readonly cliffsDelta: number | undefined;
  /** Of the labels of the passes, by their ranks, so that it belongs to the interval. */
  readonly test: PermutationTest | undefined;
  /** Its two-sided p-value; see asFamily where there are several metrics. */
  readonly adjustedP: number | undefined;
  readonly changes: readonly DocumentChange[];
}

/**
 * Compares a release with its baseline by passes over the corpus: documents of one pass share a queue and are not
 * independent, passes are. Latencies in microseconds; what is negative is no latency and must have been left out.
 *
 * Medians over the same corpus are paired by document. Other quantiles are not: the 95th percentile of the ratios tells
 * of the documents that changed most, not of the slowest ones.
 */
export function compareReleases(
  current: readonly Pass[],
  baseline: readonly Pass[],
  { isSameCorpus, quantile = 0.5, threshold = 0.05, confidence = 0.95, warmUps, ...permutation }: ComparisonOptions,
): Comparison {
  const isPaired = isSameCorpus && quantile === 0.5;
  const table = tableOf(current, baseline);
  const values = isPaired ? pairedValues(table) : unpairedValues(table, quantile);
  const passes = { current: values.current.length, baseline: values.baseline.length };
  const { documents, leftOut } = values;
  const found = statistics(values, confidence, permutation);
  const evidence = { ...passes, warmUps, documents, leftOut, change: found?.change, threshold, confidence };
  return {
    ...judge({ ...evidence, hasBaseline: baseline.length > 0 }),
    passes,
    quantile,
    threshold,
    confidence,
    isPaired,
    documents,
    leftOut,
    change: found?.change,
    cliffsDelta: found?.cliffsDelta,
    test: found?.test,
    adjustedP: found?.test.p.twoSided,
    changes: documentChanges(table),
  };
}

function statistics({ current, baseline }: PassValues, confidence: number, permutation: PermutationOptions) {
  const shift = hodgesLehmann(current, baseline, confidence);
  const pairs = mannWhitney(current, baseline);
  if (shift === undefined || pairs === undefined) return undefined;
  const { ranks } = ranked([...current, ...baseline]);
  const test = permutationTest(ranks.subarray(0, current.length), ranks.subarray(current.length), permutation);
  return { change: relative(shift), cliffsDelta: pairs.cliffsDelta, test };
}

/** Of a shift of logarithms. */
const relative = ({ value, interval }: Shift): Change => ({
  value: Math.expm1(value),
  interval: interval && { ...interval, low: Math.expm1(interval.low), high: Math.expm1(interval.high) },
});
