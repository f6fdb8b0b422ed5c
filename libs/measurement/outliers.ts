import { ascending, quantile } from './quantile.js';

/** What lies further out is worth a look: the limit that Iglewicz and Hoaglin recommend. */
const LIMIT = 3.5;

/**
 * The modified z-score of a value among ascending values: 0.6745 (x − median) / MAD, without unit, where MAD is the
 * median of the absolute deviations from the median.
 * B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers, ASQC 1993; NIST/SEMATECH e-Handbook 1.3.5.17.
 *
 * MAD is zero when more than half of the values are equal. Then, as IBM Cognos Analytics has it ("Modified z score"),
 * (x − median) / (1.253314 × the mean of the absolute deviations). Zero for everything when all values are equal.
 */
export function modifiedZ(sorted: Float64Array): (value: number) => number {
  const median = quantile(sorted, 0.5);
  const deviations = ascending(sorted.map((value) => Math.abs(value - median)));
  const mad = quantile(deviations, 0.5);
  const scale = mad > 0 ? mad / 0.6745 : (1.253314 * deviations.reduce((sum, each) => sum + each, 0)) / sorted.length;
  return (value) => (scale > 0 ? (value - median) / scale : 0);
}

/** Tells the outliers among ascending values: those whose modified z-score exceeds 3.5 either way. */
export function outlierTest(sorted: Float64Array): (value: number) => boolean {
  const score = modifiedZ(sorted);
  return (value) => Math.abs(score(value)) > LIMIT;
}
