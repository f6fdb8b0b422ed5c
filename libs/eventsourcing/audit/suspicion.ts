import type { Checkpoint, Head } from './records.js';
import type { Finding } from './verdict.js';

/** An event as a tree has it. */
export interface Leaf {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly hash: string;
}

type LastOf = (stream: string) => { readonly revision: number } | undefined;

/**
 * The events up to a checkpoint are not those that it covers, though every chain holds. What was done shows once the
 * whole log went by: where events were put in or taken out, others that are sound are only in another place.
 */
export class Suspicion {
  private readonly open: Map<string, Head>;
  private readonly found = new Map<string, Leaf>();
  private readonly firsts = new Map<string, Leaf>();

  constructor(
    private readonly checkpoint: Checkpoint,
    /** Since the last checkpoint that holds. */
    private readonly span: readonly Leaf[],
  ) {
    this.open = new Map(checkpoint.heads.map((head) => [head.stream, head]));
    for (const leaf of span) this.take(leaf);
  }

  /** An event that comes later. */
  take(leaf: Leaf): void {
    if (!this.firsts.has(leaf.stream) && this.open.has(leaf.stream)) this.firsts.set(leaf.stream, leaf);
    if (this.open.get(leaf.stream)?.revision === leaf.revision) this.found.set(leaf.stream, leaf);
  }

  /** Empty: it is only known that something is wrong. */
  findings(lastOf: LastOf): Finding[] {
    const missed = [...this.open.values()].flatMap((head) => this.missed(head, lastOf) ?? []);
    if (missed.length > 0) return missed.toSorted((one, other) => RANK.indexOf(one.kind) - RANK.indexOf(other.kind));
    const strangers = Map.groupBy(this.span.filter((leaf) => this.isStrange(leaf)), ({ stream }) => stream);
    const detail = `it was not there when the log was sealed up to position ${this.checkpoint.position}`;
    return [...strangers.values()].flatMap(([first]) => (first ? finding('inserted', first, detail) : []));
  }

  private isStrange({ stream, revision }: Leaf): boolean {
    return revision > (this.open.get(stream)?.revision ?? -1);
  }

  private missed({ stream, revision, hash }: Head, lastOf: LastOf): Finding | undefined {
    const [found, last] = [this.found.get(stream), lastOf(stream)];
    if (found?.hash === hash) return undefined;
    if (!last) return finding('stream gone', { stream, revision: null, position: null }, `its ${revision + 1} events were sealed`);
    const cut = { stream, revision: last.revision + 1, position: null };
    if (!found) return finding('truncated', cut, `it was sealed up to revision ${revision}`);
    const first = this.firsts.get(stream) ?? found;
    return finding('forged', first, 'from here on the chain was written anew; it is not the one that was sealed');
  }
}

/** What explains more comes first. */
const RANK: readonly Finding['kind'][] = ['stream gone', 'truncated', 'forged'];

const finding = (kind: Finding['kind'], at: Pick<Finding, 'stream' | 'revision' | 'position'>, detail: string): Finding => ({
  kind,
  stream: at.stream,
  revision: at.revision,
  position: at.position,
  detail,
});
