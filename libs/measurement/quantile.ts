/** The values in ascending order, in an array of their own. */
export const ascending = (values: ArrayLike<number>): Float64Array => Float64Array.from(values).sort();

/**
 * The quantile of order `p` (0 to 1) of ascending values, in their unit: type 7, the straight line between
 * x⌊h⌋ and x⌊h⌋+1 at h = (n − 1)p + 1. NaN for no values.
 * R. J. Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50 (1996) 361–365.
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}
