import { Frontier } from './merkle.js';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Gathers the hashes of a proof while the leaves go by; holds O(log² n) of them and needs no leaf before `start`. */
export class ProofMaker {
  private readonly parts: (Range & { readonly tree: Frontier })[];
  private next: number;

  /** That the leaf of that index is in the tree of that size. `start`: an edge that the leaf is not left of. */
  static inclusion(index: number, size: number, start = new Frontier()): ProofMaker {
    return new ProofMaker(siblings(index, { from: 0, to: size }), start);
  }

  /** That the tree of `older` leaves is the beginning of the one of `newer`. */
  static consistency(older: number, newer: number, start = new Frontier()): ProofMaker {
    return new ProofMaker(remainders(older, { from: 0, to: newer }, true), start);
  }

  private constructor(ranges: readonly Range[], start: Frontier) {
    this.parts = ranges.map((range) => ({ ...range, tree: new Frontier() }));
    for (const { from, level, hash } of start.subtrees()) this.partOf(from)?.tree.push(level, hash);
    this.next = start.size;
  }

  /** The next leaf, already hashed. */
  take(leaf: Buffer): void {
    this.partOf(this.next)?.tree.append(leaf);
    this.next += 1;
  }

  /** Once all leaves went by, in the order of RFC 6962. */
  path(): Buffer[] {
    return this.parts.map(({ tree }) => tree.root());
  }

  private partOf(index: number) {
    return this.parts.find(({ from, to }) => from <= index && index < to);
  }
}

/** PATH of RFC 6962, 2.1.1. */
function siblings(index: number, { from, to }: Range): Range[] {
  if (to - from <= 1) return [];
  const middle = from + split(to - from);
  const [left, right] = [{ from, to: middle }, { from: middle, to }];
  return index < middle ? [...siblings(index, left), right] : [...siblings(index, right), left];
}

/** SUBPROOF of RFC 6962, 2.1.2. `size` is counted from the beginning of the range. */
function remainders(size: number, range: Range, isKnown: boolean): Range[] {
  const { from, to } = range;
  if (size === to - from) return isKnown ? [] : [range];
  const middle = from + split(to - from);
  const [left, right] = [{ from, to: middle }, { from: middle, to }];
  if (from + size <= middle) return [...remainders(size, left, isKnown), right];
  return [...remainders(from + size - middle, right, false), left];
}

/** The largest power of two that is smaller. */
const split = (size: number): number => 2 ** (Math.ceil(Math.log2(size)) - 1);
