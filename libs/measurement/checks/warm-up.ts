const BATCH = 5;

/** Where a run seems to have become steady. */
export interface WarmUp {
  /** So many values from the first on look like a warm-up; 0: none do. A whole number of batches of five. */
  readonly cut: number;
  /** Of all values in batches, and of those after the cut. */
  readonly mean: number;
  readonly meanAfter: number;
}

/**
 * MSER-5 on values in the order in which they were made: the cut that minimises the marginal standard error,
 * Σ(Yⱼ − Ȳ)² / k² over the k batch means left. What does not fill a batch of five at the end is not looked at.
 * Undefined: fewer than two batches, or the minimum lies in the second half, where it only tells that the run was never
 * steady. It suggests; nothing is cut. O(n).
 * K. P. White, "An effective truncation heuristic for bias reduction in simulation output", Simulation 69 (1997)
 * 323–334; K. P. White, M. J. Cobb, S. C. Spratt, Proceedings of the Winter Simulation Conference 2000, 755–760.
 */
export function warmUp(values: ArrayLike<number>): WarmUp | undefined {
  const means = batchMeans(values);
  if (means.length < 2) return undefined;
  let [mean, squares, least, cut, meanAfter] = [0, 0, Infinity, 0, 0];
  // Backwards, so that each step adds one batch (Welford): from the last, down to all of them.
  for (let from = means.length - 1; from >= 0; from--) {
    const kept = means.length - from;
    const deviation = means[from]! - mean;
    mean += deviation / kept;
    squares += deviation * (means[from]! - mean);
    const error = squares / kept ** 2;
    // One batch alone has no error, nor has what is left of a run that ends evenly: the earliest of equals counts.
    if (kept > 1 && error <= least) [least, cut, meanAfter] = [error, from, mean];
  }
  return cut > means.length / 2 ? undefined : { cut: cut * BATCH, mean, meanAfter };
}

function batchMeans(values: ArrayLike<number>): Float64Array {
  const means = new Float64Array(Math.floor(values.length / BATCH));
  for (let index = 0; index < means.length * BATCH; index++) {
    means[Math.floor(index / BATCH)]! += values[index]! / BATCH;
  }
  return means;
}
