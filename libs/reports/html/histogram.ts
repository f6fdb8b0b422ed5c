/** A part of a histogram: how many values lie from `from` up to `to`; the last one holds its end, too. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const MOST_BINS = 40;

/** Equal parts of a round width for ascending values: about 2·∛n of them (D. M. Lane's Rice rule), 40 or little more at most. */
export function bins(ascending: Float64Array): readonly Bin[] {
  const [low = 0, high = 0] = [ascending[0], ascending.at(-1)];
  const wanted = Math.min(MOST_BINS, Math.ceil(2 * Math.cbrt(ascending.length)));
  const width = rounded((high - low) / wanted || Math.abs(high) / 10 || 1);
  const first = Math.floor(low / width);
  const counts = Array.from({ length: Math.max(1, Math.ceil(high / width) - first) }, () => 0);
  for (const value of ascending) {
    const at = Math.min(counts.length - 1, Math.floor(value / width) - first);
    counts[at] = counts[at]! + 1;
  }
  return counts.map((count, at) => ({ from: (first + at) * width, to: (first + at + 1) * width, count }));
}

/** Of 1, 2, 2.5, 5 and 10 times a power of ten, the nearest in proportion. */
function rounded(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  const away = (step: number) => Math.max((step * power) / width, width / (step * power));
  return power * [1, 2, 2.5, 5, 10].reduce((best, step) => (away(step) < away(best) ? step : best));
}
