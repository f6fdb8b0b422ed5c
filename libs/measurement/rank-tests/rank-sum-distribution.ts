/** How probable each value of a statistic is: index k holds P(statistic = k). */
export type Distribution = Float64Array;

/**
 * Of U among m and n values without difference or ties: how often of all C(m + n, m) arrangements the first exceed the
 * second in k pairs. The coefficients of Gauss's binomial, Π (1 − qⁿ⁺ⁱ)/(1 − qⁱ), i = 1…m, in O(m² n).
 * H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947) 50–60.
 */
export function rankSumDistribution(m: number, n: number): Distribution {
  const counts = new Float64Array(m * n + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    for (let k = counts.length - 1; k >= n + i; k--) counts[k]! -= counts[k - n - i]!;
    for (let k = i; k < counts.length; k++) counts[k]! += counts[k - i]!;
  }
  return normalised(counts);
}

/**
 * Of the sum of positive ranks among n differences without ties: how many of the 2ⁿ sets of ranks sum to k.
 * F. Wilcoxon, Biometrics Bulletin 1 (1945) 80–83.
 */
export function signedRankDistribution(n: number): Distribution {
  const counts = new Float64Array((n * (n + 1)) / 2 + 1);
  counts[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let k = counts.length - 1; k >= rank; k--) counts[k]! += counts[k - rank]!;
  }
  return normalised(counts);
}

/** P(statistic ≤ k). */
export function upTo(distribution: Distribution, k: number): number {
  let sum = 0;
  for (let index = 0; index <= k && index < distribution.length; index++) sum += distribution[index]!;
  return sum;
}

function normalised(counts: Float64Array): Distribution {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
}
