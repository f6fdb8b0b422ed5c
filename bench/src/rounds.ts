import type { Disk } from './parts/disk.js';
import { median, type Round } from './figure.js';

/** What every variant came to, round by round. */
export interface Turns<Variant extends string> {
  readonly values: Readonly<Record<Variant, readonly number[]>>;
  readonly fdatasync: readonly number[];
}

/** Milliseconds after which no round begins, but the first three that count: of fewer, other work makes nonsense. */
const LONGEST = 25_000;
const FEWEST = 3;

/** A round to warm up, 0, then as many as are wanted and begin in time. */
export function* roundsInTime(wanted: number, now = () => performance.now()): Generator<number> {
  const began = now();
  for (let round = 0; round <= wanted && (round <= FEWEST || now() - began < LONGEST); round += 1) yield round;
}

/**
 * Measures all variants in each round, one after another, so that what else the machine does meets all alike. A first
 * round warms up and does not count.
 */
export async function inTurns<Variant extends string>(
  rounds: number,
  disk: Pick<Disk, 'fdatasync'>,
  variants: Readonly<Record<Variant, (round: number) => Promise<number>>>,
): Promise<Turns<Variant>> {
  const names = Object.keys(variants) as Variant[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Variant, number[]>;
  const fdatasync: number[] = [];
  for (const round of roundsInTime(rounds)) {
    const before = await disk.fdatasync();
    for (const name of names) {
      const value = await variants[name](round);
      if (round > 0) values[name].push(value);
    }
    if (round > 0) fdatasync.push((before + (await disk.fdatasync())) / 2);
  }
  return { values, fdatasync };
}

/** One variant against another, round by round. */
export const ratio = <Variant extends string>(turns: Turns<Variant>, of: Variant, to: Variant): readonly Round[] =>
  turns.values[of].map((value, at) => ({ value: value / turns.values[to][at]!, fdatasync_ms: turns.fdatasync[at]! }));

/** One variant by itself. */
export const alone = <Variant extends string>(turns: Turns<Variant>, of: Variant): readonly Round[] =>
  turns.values[of].map((value, at) => ({ value, fdatasync_ms: turns.fdatasync[at]! }));

/** `7,900/s of 24,000/s`. */
export const besides = <Variant extends string>({ values }: Turns<Variant>, of: Variant, to: Variant, unit = '/s'): string =>
  `${amount(median(values[of]))}${unit} of ${amount(median(values[to]))}${unit}`;

/** With as many digits as tell something. */
export const amount = (value: number): string =>
  value.toLocaleString('en-US', { maximumSignificantDigits: value >= 1000 ? 4 : 3 });
