/** The likeliest place at which values change. */
export interface Split {
  /** The index of the first value after the change. */
  readonly at: number;
  /** Q: how far the values before and after are apart, weighed by how many they are. */
  readonly divergence: number;
}

/**
 * The split of values[from…to) that maximises Q = mn/(m + n) · Ê, where
 * Ê = 2/(mn) Σ|xᵢ − yⱼ| − C(m,2)⁻¹ Σ|xᵢ − xₖ| − C(n,2)⁻¹ Σ|yⱼ − yₖ|,
 * over the x before it and the y after it, up to any later end: a second change there must not hide the first. At least
 * `least` (2 or more) values lie on either side. Undefined: there are too few. O(n²) time, O(n) memory.
 * D. S. Matteson, N. A. James, "A nonparametric approach for multiple change point analysis of multivariate data",
 * JASA 109 (2014) 334–345, arXiv 1306.4933, equations 5 to 7 with α = 1.
 */
export function bestSplit(values: Float64Array, from: number, to: number, least: number): Split | undefined {
  const n = to - from;
  if (n < 2 * least) return undefined;
  const within = distancesWithin(values, from, n);
  // Row τ: the distances between the first τ values and the first κ, each pair as often as it is met.
  const row = new Float64Array(n + 1);
  let best: Split = { at: from + least, divergence: -Infinity };
  for (let before = 1; before <= n - least; before++) {
    addRow(values, from, n, before - 1, row);
    if (before < least) continue;
    for (let end = before + least; end <= n; end++) {
      const divergence = q(before, end - before, within[before]!, row[end]! - row[before]!, within[end]!);
      if (divergence > best.divergence) best = { at: from + before, divergence };
    }
  }
  return best;
}

/** Of m values before and n after: the distances within those before, between both, and within all of them. */
function q(m: number, n: number, before: number, between: number, all: number): number {
  const after = all - before - between;
  const mean = (2 * between) / (m * n) - (2 * before) / (m * (m - 1)) - (2 * after) / (n * (n - 1));
  return ((m * n) / (m + n)) * mean;
}

const distance = (one: number, other: number): number => (one < other ? other - one : one - other);

/** At κ: the sum of the distances of all pairs among the first κ values. */
function distancesWithin(values: Float64Array, from: number, n: number): Float64Array {
  const sums = new Float64Array(n + 1);
  for (let end = 1; end <= n; end++) {
    const value = values[from + end - 1]!;
    let sum = sums[end - 1]!;
    for (let index = 0; index < end - 1; index++) sum += distance(value, values[from + index]!);
    sums[end] = sum;
  }
  return sums;
}

/** Adds the distances of the value at `index` from the first κ values, for every κ. */
function addRow(values: Float64Array, from: number, n: number, index: number, row: Float64Array): void {
  const value = values[from + index]!;
  let sum = 0;
  for (let other = 0; other < n; other++) {
    sum += distance(value, values[from + other]!);
    row[other + 1]! += sum;
  }
}
