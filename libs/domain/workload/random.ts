/** The next of a sequence of numbers from 0 up to, not including, 1. */
export type Random = () => number;

const MASK = (1n << 64n) - 1n;
const GAMMA = 0x9e3779b97f4a7c15n;

/**
 * SplitMix64: 64 bits a turn, from any state.
 * G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
 */
export function splitMix64(state: bigint): () => bigint {
  return () => {
    state = (state + GAMMA) & MASK;
    let bits = state;
    bits = ((bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    bits = ((bits ^ (bits >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return bits ^ (bits >> 31n);
  };
}

/** Numbers of 53 bits by SplitMix64. Each pass of a seed (0 to 2⁵³ − 1) has a sequence of its own. */
export function seededRandom(seed: number, pass: number): Random {
  const next = splitMix64((BigInt(seed) | (BigInt(pass) << 53n)) & MASK);
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
