import { splitMix64 } from '#measurement';

/** The next of a sequence of numbers from 0 up to, not including, 1. */
export type Random = () => number;

/** Numbers of 53 bits by SplitMix64. Each pass of a seed (0 to 2⁵³ − 1) has a sequence of its own. */
export function seededRandom(seed: number, pass: number): Random {
  const next = splitMix64(BigInt.asUintN(64, BigInt(seed) | (BigInt(pass) << 53n)));
  return () => Number(next() >> 11n) / 2 ** 53;
}

/** The items in a random order (R. Fisher, F. Yates), each order as likely as any other. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
