import { splitMix64 } from './split-mix.js';

/** Random numbers that a seed repeats. */
export interface Random {
  /** A uniform whole number below `limit` (1 to 2³²); its bias is less than limit / 2³². */
  below(limit: number): number;
}

const { imul } = Math;

/** The state of xoshiro128**, not all zero. */
export type XoshiroState = readonly [number, number, number, number];

/**
 * Whole 32-bit numbers by xoshiro128** 1.1, with period 2¹²⁸ − 1.
 * D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021), 36.
 */
export function xoshiro128(state: XoshiroState): () => number {
  let [a, b, c, d] = state;
  return () => {
    const word = imul(rotated(imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return word;
  };
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** Random numbers from a whole seed (0 to 2⁵³), spread over the state by SplitMix64, as Blackman and Vigna advise. */
export function seeded(seed: number): Random {
  const next = xoshiro128(spread(seed));
  return { below: (limit) => ((next() / 2 ** 32) * limit) >>> 0 };
}

/** Two words of SplitMix64, the low half of each first. */
export function spread(seed: number): XoshiroState {
  const next = splitMix64(BigInt(seed));
  const [first, second] = [next(), next()];
  const half = (word: bigint) => Number(word & 0xffffffffn) | 0;
  return [half(first), half(first >> 32n), half(second), half(second >> 32n)];
}

/** Puts the values from index `from` up to, not including, `to` in a random order (Fisher and Yates), in place. */
export function shuffle(values: Float64Array, random: Random, from = 0, to = values.length): void {
  for (let left = to - from; left > 1; left--) {
    const picked = from + random.below(left);
    const last = from + left - 1;
    const value = values[picked]!;
    values[picked] = values[last]!;
    values[last] = value;
  }
}
