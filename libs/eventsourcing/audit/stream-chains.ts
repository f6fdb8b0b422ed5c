import { CHAIN_START } from '../hash-chain.js';
import { isLinked, leafOf, linkOf, type AuditedEvent, type LinkedEvent } from './leaf.js';
import type { Finding, Kind } from './verdict.js';

/** An event, and where in the whole log it is. */
export type PlacedEvent = AuditedEvent & { readonly position: number };

interface Doubt {
  readonly event: PlacedEvent;
  readonly previous: string;
  readonly finding: number;
}

interface Stream {
  next: number;
  /** Of the last event with a link. */
  hash: string;
  /** Of the last event. */
  leaf: string;
  isBroken: boolean;
  /** Revisions that were left out so far, and which finding says so. */
  gap: { readonly from: number; readonly to: number; readonly finding: number } | undefined;
  /** What an event that does not fit is, the next one tells. */
  doubt: Doubt | undefined;
}

/** Follows the hash chains of all streams at once, and names the first event of each that breaks its own. */
export class StreamChains {
  private readonly streams = new Map<string, Stream>();

  constructor(private readonly findings: Finding[]) {}

  /** The last event of a stream as it is here. */
  lastOf(stream: string): { readonly revision: number; readonly leaf: string } | undefined {
    const found = this.streams.get(stream);
    return found && { revision: found.next - 1, leaf: found.leaf };
  }

  /** Answers the event's leaf. */
  take(event: PlacedEvent): string {
    const stream = this.streams.get(event.stream) ?? open();
    this.streams.set(event.stream, stream);
    const leaf = leafOf(event);
    if (stream.doubt) this.settle(stream, stream.doubt, event);
    if (event.revision < stream.next) this.comeLate(stream, event);
    else this.follow(stream, event, leaf);
    return leaf;
  }

  private follow(stream: Stream, event: PlacedEvent, leaf: string): void {
    const { next, hash: previous } = stream;
    if (event.revision > next) {
      const finding = this.find(stream, 'removed', event, next, `revision ${next} is not there, ${event.revision} follows`);
      if (finding !== undefined) stream.gap = { from: next, to: event.revision, finding };
    } else if (!isLinked(event) || linkOf(event, previous) !== event.metadata.hash) {
      const what = isLinked(event) ? 'it is not what its chain hash says' : 'it bears no link of the chain: something else wrote it';
      const finding = this.find(stream, isLinked(event) ? 'changed' : 'inserted', event, event.revision, what);
      if (finding !== undefined) stream.doubt = { event, previous, finding };
    }
    stream.next = event.revision + 1;
    stream.leaf = leaf;
    if (isLinked(event)) stream.hash = event.metadata.hash;
  }

  private comeLate(stream: Stream, event: PlacedEvent): void {
    const { gap } = stream;
    if (gap && event.revision >= gap.from && event.revision < gap.to) {
      this.refine(gap.finding, 'reordered', `revision ${event.revision} comes after later ones`);
    } else this.find(stream, 'inserted', event, event.revision, 'that revision was there already');
  }

  /** An event does not fit. How the one after it would fit tells what was done. */
  private settle(stream: Stream, { event, previous, finding }: Doubt, after: PlacedEvent): void {
    stream.doubt = undefined;
    if (!isLinked(after) || after.revision !== event.revision + 1) return;
    const fits = (each: LinkedEvent, revision: number, hash: string) => linkOf({ ...each, revision }, hash) === each.metadata.hash;
    const follows = fits(after, event.revision, previous);
    if (!isLinked(event)) {
      if (fits(after, after.revision, previous)) return;
      if (!follows) this.refine(finding, 'changed', 'it has lost its link of the chain, and the next one does not fit without it');
      return;
    }
    if (fits(after, after.revision, event.metadata.hash)) return;
    if (follows) {
      const isSwapped = fits(event, after.revision, after.metadata.hash);
      this.refine(finding, isSwapped ? 'reordered' : 'inserted', isSwapped ? 'it has changed places with the next one' : 'the next one fits without it');
    } else if (fits(after, after.revision + 1, event.metadata.hash)) {
      this.refine(finding, 'removed', 'the event that was here is gone, and the others were numbered anew');
    }
  }

  /** The first of each stream; what follows from it is no news. */
  private find(stream: Stream, kind: Kind, event: PlacedEvent, revision: number, detail: string): number | undefined {
    if (stream.isBroken) return undefined;
    stream.isBroken = true;
    return this.findings.push({ kind, stream: event.stream, revision, position: event.position, detail }) - 1;
  }

  private refine(at: number, kind: Kind, detail: string): void {
    this.findings[at] = { ...this.findings[at]!, kind, detail };
  }
}

const open = (): Stream => ({ next: 0, hash: CHAIN_START, leaf: CHAIN_START, isBroken: false, gap: undefined, doubt: undefined });
