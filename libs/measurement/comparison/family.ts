import { holm } from '../rank-tests/holm.js';
import type { Comparison } from './comparison.js';
import { passesNeeded } from './judgement.js';

/**
 * Comparisons of several metrics of the same two releases: their p-values adjusted by Holm, and no failure stands that
 * is not significant any more. Else, of twenty metrics without any change, one would fail. Those without a p-value stay
 * as they were.
 */
export function asFamily(comparisons: readonly Comparison[]): readonly Comparison[] {
  const tested = comparisons.filter(({ test }) => test !== undefined);
  const adjusted = holm(tested.map(({ test }) => test!.p.twoSided));
  return comparisons.map((comparison) => {
    const adjustedP = adjusted[tested.indexOf(comparison)];
    return adjustedP === undefined ? comparison : reconsidered({ ...comparison, adjustedP }, adjustedP, tested.length);
  });
}

function reconsidered(comparison: Comparison, adjustedP: number, metrics: number): Comparison {
  const { verdict, confidence, reason } = comparison;
  if (verdict !== 'fail' || adjustedP <= (1 - confidence) * (1 + 1e-12)) return comparison;
  const repeat = passesNeeded(confidence, undefined, metrics);
  const doubt = `Among ${metrics} metrics that may be chance (p = ${adjustedP.toPrecision(2)})`;
  return {
    ...comparison,
    verdict: 'inconclusive',
    reason: `${reason} ${doubt}: repeat: ${repeat} on both sides would do.`,
  };
}
