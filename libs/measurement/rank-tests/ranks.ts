/** The ranks of values, and how many of them are equal. */
export interface Ranks {
  /** Of each value, counted from 1, in the order of the values; equal ones share the middle of theirs. */
  readonly ranks: Float64Array;
  /** Σ (t³ − t) over the groups of t equal values: zero when all differ. */
  readonly ties: number;
}

/** Ranks values, in O(n log n). */
export function ranked(values: ArrayLike<number>): Ranks {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index);
  order.sort((one, other) => values[one]! - values[other]!);
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let index = from; index < to; index++) ranks[order[index]!] = (from + 1 + to) / 2;
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { ranks, ties };
}
