/** Uniform numbers in [0, 1). */
export type Random = () => number;

const WORD = (1n << 64n) - 1n;
const FRACTION_BITS = 53n;

/** 64-bit words of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same seed gives the same words. */
export function words(seed: number): () => bigint {
  let state = BigInt(seed) & WORD;
  return () => {
    state = (state + 0x9e3779b97f4a7c15n) & WORD;
    let word = state;
    word = ((word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n) & WORD;
    word = ((word ^ (word >> 27n)) * 0x94d049bb133111ebn) & WORD;
    return word ^ (word >> 31n);
  };
}

/** Uniform numbers from a seed, with all the bits a double's fraction has. */
export function seeded(seed: number): Random {
  const next = words(seed);
  return () => Number(next() >> (64n - FRACTION_BITS)) / 2 ** Number(FRACTION_BITS);
}
