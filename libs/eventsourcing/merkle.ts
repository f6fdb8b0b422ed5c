import { createHash } from 'node:crypto';

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** SHA-256(0x00 ‖ data): RFC 6962, 2.1. */
export const leafHash = (data: Uint8Array): Buffer => createHash('sha256').update(LEAF).update(data).digest();

/** SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash('sha256').update(NODE).update(left).update(right).digest();

interface Node {
  readonly level: number;
  readonly hash: Buffer;
}

/** The right edge of a Merkle tree: all that is needed to let it grow, and to tell its root. O(log n) hashes. */
export class Frontier {
  private readonly nodes: Node[] = [];
  /** Leaves so far. */
  size = 0;

  /** As `hashes` told it of a tree of that size. Throws where they are not that many. */
  static of(size: number, hashes: readonly string[]): Frontier {
    const [frontier, levels] = [new Frontier(), levelsOf(size)];
    if (levels.length !== hashes.length) throw new Error(`A tree of ${size} leaves has an edge of ${levels.length} hashes.`);
    levels.forEach((level, at) => frontier.push(level, Buffer.from(hashes[at]!, 'hex')));
    return frontier;
  }

  /** Takes a leaf, already hashed. */
  append(leaf: Buffer): void {
    this.push(0, leaf);
  }

  /** Takes a whole subtree of 2^level leaves. It must not be larger than the one before it. */
  push(level: number, hash: Buffer): void {
    this.size += 2 ** level;
    let node: Node = { level, hash };
    for (let last = this.nodes.at(-1); last?.level === node.level; last = this.nodes.at(-1)) {
      node = { level: node.level + 1, hash: nodeHash(last.hash, node.hash) };
      this.nodes.pop();
    }
    this.nodes.push(node);
  }

  /** MTH of RFC 6962, 2.1. */
  root(): Buffer {
    const hashes = this.nodes.map(({ hash }) => hash);
    return hashes.length === 0 ? createHash('sha256').digest() : hashes.reduceRight((right, left) => nodeHash(left, right));
  }

  /** From the largest subtree to the smallest, in hexadecimal digits. */
  hashes(): string[] {
    return this.nodes.map(({ hash }) => hash.toString('hex'));
  }

  /** The subtrees with where they begin. */
  subtrees(): (Node & { readonly from: number })[] {
    let next = 0;
    return this.nodes.map((node) => {
      const from = next;
      next += 2 ** node.level;
      return { ...node, from };
    });
  }
}

function levelsOf(size: number): number[] {
  const digits = [...size.toString(2)];
  return digits.flatMap((digit, at) => (digit === '1' ? digits.length - 1 - at : []));
}

/** Whether a leaf, already hashed, is the one of that index in the tree of that size and root: RFC 9162, 2.1.3.2. */
export function isIncluded(leaf: Buffer, index: number, size: number, path: readonly Buffer[], root: Buffer): boolean {
  if (index >= size) return false;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    const isRight = at % 2 === 1 || at === last;
    hash = isRight ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    if (isRight) while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && hash.equals(root);
}

interface Tree {
  readonly size: number;
  readonly root: Buffer;
}

/** Whether the newer tree holds the older one as it was, and only went on: RFC 9162, 2.1.4.2. */
export function isConsistent(older: Tree, newer: Tree, path: readonly Buffer[]): boolean {
  if (older.size === 0 || older.size > newer.size) return false;
  if (older.size === newer.size) return path.length === 0 && older.root.equals(newer.root);
  const [first, ...rest] = Number.isInteger(Math.log2(older.size)) ? [older.root, ...path] : path;
  if (!first || path.length === 0) return false;
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [before, after] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [before, after] = [nodeHash(sibling, before), nodeHash(sibling, after)];
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else after = nodeHash(after, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && before.equals(older.root) && after.equals(newer.root);
}

const half = (n: number): number => Math.floor(n / 2);
