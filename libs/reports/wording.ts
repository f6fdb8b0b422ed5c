/** `1 document`, `2 documents`. */
export const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const UNITS = [
  { name: 'µs', size: 1, limit: 1000 },
  { name: 'ms', size: 1000, limit: 1000 },
  { name: 's', size: 1_000_000, limit: 60 },
] as const;

/** A duration of so many microseconds, for people: `850 µs`, `52 ms`, `2.25 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(micros: number): string {
  if (micros < 0) return `-${duration(-micros)}`;
  for (const { name, size, limit } of UNITS) {
    const rounded = Number((micros / size).toPrecision(3));
    if (rounded < limit) return `${rounded} ${name}`;
  }
  const seconds = Math.round(micros / 1_000_000);
  if (seconds < 3600) return parts(seconds, 60, 'min', 's');
  return parts(Math.round(seconds / 60), 60, 'h', 'min');
}

function parts(count: number, size: number, large: string, small: string): string {
  const rest = count % size;
  return `${(count - rest) / size} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
