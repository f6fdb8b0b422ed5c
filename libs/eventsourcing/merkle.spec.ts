import { describe, expect, it } from '@jest/globals';
import { Frontier, isConsistent, isIncluded, leafHash, nodeHash, ProofMaker } from './index.js';
import { CONSISTENCY, INCLUSION, LEAVES, ROOTS } from './testing/rfc6962.js';

describe('A Merkle tree', () => {
  it('has the published roots for the published leaves', () => {
    const tree = new Frontier();
    expect(hex(tree.root())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    for (const [at, leaf] of LEAVES.entries()) {
      tree.append(leaf);
      expect(hex(tree.root())).toBe(ROOTS[at]);
    }
  });

  it('goes on from what its edge was', () => {
    for (const size of numbers(70)) {
      const [whole, first] = [treeOf(size), treeOf(Math.floor(size / 3))];
      const again = Frontier.of(first.size, first.hashes());
      for (const leaf of many.slice(first.size, size)) again.append(leaf);
      expect([again.size, hex(again.root())]).toEqual([size, hex(whole.root())]);
    }
    expect(() => Frontier.of(3, ['00'])).toThrow('2 hashes');
  });

  it('has the root that the definition gives', () => {
    for (const size of numbers(70).slice(1)) expect(hex(treeOf(size).root())).toBe(hex(mth(many.slice(0, size))));
  });
});

describe('A proof of inclusion', () => {
  it.each(INCLUSION)('is the published one for leaf %i of %i', (index, size, path) => {
    const made = ProofMaker.inclusion(index, size);
    LEAVES.slice(0, size).forEach((leaf) => made.take(leaf));
    expect(made.path().map(hex)).toEqual(path);
    expect(isIncluded(LEAVES[index]!, index, size, made.path(), bytes(ROOTS[size - 1]!))).toBe(true);
  });

  it('holds for its leaf, its place and its tree only, wherever the leaves were taken up', () => {
    for (const size of numbers(20).slice(1)) {
      for (const index of numbers(size)) {
        const start = treeOf(Math.floor(index / 2));
        const made = ProofMaker.inclusion(index, size, start);
        many.slice(start.size, size).forEach((leaf) => made.take(leaf));
        const [path, root] = [made.path(), treeOf(size).root()];
        expect(isIncluded(many[index]!, index, size, path, root)).toBe(true);
        expect(isIncluded(many[index + 1]!, index, size, path, root)).toBe(false);
        if (size > 1) expect(isIncluded(many[index]!, (index + 1) % size, size, path, root)).toBe(false);
        expect(isIncluded(many[index]!, index, size, path, treeOf(size + 1).root())).toBe(false);
        expect(isIncluded(many[index]!, index, size, [...path, root], root)).toBe(false);
      }
    }
    expect(isIncluded(many[0]!, 1, 1, [], many[0]!)).toBe(false);
  });
});

describe('A proof of consistency', () => {
  it.each(CONSISTENCY)('is the published one from %i leaves to %i', (older, newer, path) => {
    const made = ProofMaker.consistency(older, newer);
    LEAVES.slice(0, newer).forEach((leaf) => made.take(leaf));
    expect(made.path().map(hex)).toEqual(path);
  });

  it('holds between a tree and what it grew to, and no other', () => {
    for (const newer of numbers(20).slice(1)) {
      for (const older of numbers(newer + 1).slice(1)) {
        const made = ProofMaker.consistency(older, newer);
        many.slice(0, newer).forEach((leaf) => made.take(leaf));
        const tree = (size: number, root = treeOf(size).root()) => ({ size, root });
        expect(isConsistent(tree(older), tree(newer), made.path())).toBe(true);
        expect(isConsistent(tree(older, leafHash(bytes('ff'))), tree(newer), made.path())).toBe(false);
        expect(isConsistent(tree(older), tree(newer, leafHash(bytes('ff'))), made.path())).toBe(false);
        if (older < newer) expect(isConsistent(tree(older), tree(newer), [])).toBe(false);
      }
    }
  });
});

const bytes = (digits: string) => Buffer.from(digits, 'hex');
const hex = (hash: Buffer) => hash.toString('hex');
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
const many = numbers(80).map((n) => leafHash(Buffer.of(n)));

function treeOf(size: number): Frontier {
  const tree = new Frontier();
  for (const leaf of many.slice(0, size)) tree.append(leaf);
  return tree;
}

/** Word for word as RFC 6962 defines it. */
function mth(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}
