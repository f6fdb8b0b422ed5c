/** How many of `n` independent trials succeed, each with probability `p` (above 0, below 1). */
export interface Binomial {
  /** The least k with P(B ≤ k) ≥ q. */
  quantile(q: number): number;
  /** P(from ≤ B ≤ to). */
  probability(from: number, to: number): number;
}

/** Relative to the likeliest outcome; what is rarer than this adds nothing that a double could hold. */
const NEGLIGIBLE = 1e-20;

/**
 * The binomial distribution, to about 13 digits up to n = 100,000 and beyond.
 *
 * P(k + 1) / P(k) = (n − k)p / ((k + 1)(1 − p)): outcomes are weighed against the likeliest one, outwards from it, and
 * divided by their sum. No factorial, no logarithm, nothing that over- or underflows, about 20 √(np(1 − p)) steps.
 */
export function binomial(n: number, p: number): Binomial {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const above = weights(n - mode, (step) => ((n - mode - step) * odds) / (mode + step + 1));
  const below = weights(mode, (step) => (mode - step) / ((n - mode + step + 1) * odds));
  const all = Float64Array.from([...below.toReversed(), 1, ...above]);
  const first = mode - below.length;
  const total = sum(all);
  return {
    quantile(q) {
      // Where q is hit exactly, as the middle of an odd n is, rounding must not push it over to the next outcome.
      const goal = q * total * (1 - 1e-12);
      let [index, reached] = [0, all[0] ?? 0];
      while (reached < goal && index < all.length - 1) reached += all[++index] ?? 0;
      return first + index;
    },
    probability: (from, to) => sum(all.subarray(Math.max(0, from - first), Math.max(0, to - first + 1))) / total,
  };
}

/** What follows the mode in one direction, as long as it counts. */
function weights(limit: number, ratio: (step: number) => number): number[] {
  const found: number[] = [];
  for (let weight = 1; found.length < limit; ) {
    weight *= ratio(found.length);
    if (weight < NEGLIGIBLE) break;
    found.push(weight);
  }
  return found;
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
