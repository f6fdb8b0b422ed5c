/** Whole microseconds stay exact; a mean or quantile between two of them is rounded to the nanosecond. */
export function millis(micros: number): number;
export function millis(micros: number | undefined): number | null;
export function millis(micros: number | undefined): number | null {
  if (micros === undefined) return null;
  return Number.isInteger(micros) ? micros / 1000 : Math.round(micros * 1000) / 1_000_000;
}
