import { Frontier, leafHash } from '../merkle.js';
import type { BundleFooter, BundleHeader, BundleLine } from './bundle.js';
import { isCheckpoint, type Checkpoint, type Signed } from './records.js';
import { StreamChains, type PlacedEvent } from './stream-chains.js';
import { Suspicion, type Leaf } from './suspicion.js';
import { TrailCheck, type Trust } from './trail-check.js';
import { NotABundle, type Finding, type Kind, type Verdict } from './verdict.js';

/** A tree that this log must hold the beginning of, or be. */
export interface Expected {
  readonly system: string | null;
  readonly tree_size: number;
  readonly root: string;
  /** For people: where it is from. */
  readonly from: string;
}

/** Verifies a bundle line by line; keeps a few hashes for each stream and for what no checkpoint covers yet, and no events. */
export class BundleCheck {
  private readonly findings: Finding[] = [];
  private readonly chains = new StreamChains(this.findings);
  private readonly trail: TrailCheck;
  private readonly tree = new Frontier();
  /** Since the last checkpoint. */
  private span: Leaf[] = [];
  private suspicion: Suspicion | undefined;
  private readonly expected: Expected[];
  private header: BundleHeader | undefined;
  private footer: BundleFooter | undefined;
  private foreign: Expected | undefined;
  private fork: Finding | undefined;
  private counts = { events: 0, audit: 0, keys: 0 };
  private position = -1;
  private sealed = 0;

  constructor(
    private readonly trust: Trust = { pins: [] },
    expected: readonly Expected[] = [],
  ) {
    this.trail = new TrailCheck(this.findings, trust);
    this.expected = [...expected];
  }

  /** Throws NotABundle. */
  take(line: BundleLine): void {
    if (this.footer) throw new NotABundle('Something follows its last line.');
    if (!this.header) return this.open(line);
    switch (line.kind) {
      case 'event':
        this.counts.events += 1;
        return this.takeEvent(line);
      case 'audit':
        this.counts.audit += 1;
        this.chains.take(line);
        return this.compare(this.trail.take(line));
      case 'key':
        this.counts.keys += 1;
        return;
      case 'footer':
        this.footer = line;
        return;
      default:
        throw new NotABundle('One of its lines is none of a bundle.');
    }
  }

  /** Once all lines are taken. Throws NotABundle where some are missing at its end. */
  finish(): Verdict {
    if (!this.header) throw new NotABundle('It is empty.');
    if (!this.footer && this.findings.length === 0) throw new NotABundle('It is cut: its last line is missing.');
    if (this.footer) this.conclude();
    const { events, audit, keys } = this.footer ?? this.counts;
    const isWhole = events === this.counts.events && audit === this.counts.audit && keys === this.counts.keys;
    if (!isWhole && this.findings.length === 0) this.find('removed', null, 'its last line counts other lines than there are');
    // Nothing was sealed when the first line was written; it may have been since.
    const isOther = this.header.system !== null && this.header.system !== this.trail.system;
    if (isOther && this.findings.length === 0) this.find('forged', null, 'its first line names another system than its checkpoints');
    return this.verdict();
  }

  private open(line: BundleLine): void {
    if (line.kind !== 'header' || line.format !== 'slowking.bundle/1') throw new NotABundle('It does not begin as a bundle of slowking does.');
    this.header = line;
    const { signed, system } = line;
    this.foreign = this.expected.find((each) => each.system !== system);
    if (this.foreign) this.expected.length = 0;
    if (!signed) return;
    if (!isCheckpoint(signed.checkpoint)) throw new NotABundle('What its first line says was signed last is no checkpoint.');
    this.expected.push({ ...signed.checkpoint, from: 'the checkpoint that was signed last' });
  }

  private takeEvent(event: PlacedEvent): void {
    if (event.position <= this.position) this.find('reordered', event, 'it comes after events that were stored later');
    this.position = event.position;
    const leaf = { stream: event.stream, revision: event.revision, position: event.position, hash: this.chains.take(event) };
    this.tree.append(leafHash(Buffer.from(leaf.hash, 'hex')));
    this.suspicion?.take(leaf);
    if (!this.suspicion) this.span.push(leaf);
    this.meet();
  }

  /** Trees that were seen elsewhere, where this one is as large. Checkpoints of its own may tell more of what is wrong. */
  private meet(): void {
    for (let at = this.expected.length - 1; at >= 0; at--) {
      const { tree_size: size, root, from } = this.expected[at]!;
      if (size !== this.tree.size) continue;
      this.expected.splice(at, 1);
      if (root === this.root()) continue;
      const detail = `${from} holds other events among the first ${size}`;
      this.fork ??= { kind: 'forked', stream: null, revision: null, position: this.position, detail };
    }
  }

  private compare(checkpoint: Signed<Checkpoint> | undefined): void {
    if (!checkpoint) return;
    const isTrue = checkpoint.tree_size === this.tree.size && checkpoint.root === this.root();
    if (isTrue) this.sealed = checkpoint.tree_size;
    else if (this.findings.length === 0) this.suspicion ??= new Suspicion(checkpoint, this.span);
    this.span = [];
  }

  /** Once all is known. What the chains of single streams tell is more exact than what is only known to be wrong. */
  private conclude(): void {
    const { suspicion, findings } = this;
    const told = suspicion?.findings((stream) => this.chains.lastOf(stream)) ?? [];
    findings.unshift(...told);
    if (findings.length > 0) return;
    if (suspicion) this.find('reordered', null, 'these are the events that were sealed, and not in the order in which they were');
    else if (this.fork) findings.push(this.fork);
    for (const { tree_size, from } of findings.length === 0 ? this.expected : []) {
      this.find('truncated', null, `${from} covers ${tree_size} events, and there are ${this.tree.size}`);
    }
  }

  private verdict(): Verdict {
    const { findings, trail, trust, foreign } = this;
    const notes = [
      ...(trail.last ? [] : ['Nothing is sealed yet: the hash chains hold, and nobody has signed them.']),
      ...(trail.last && !trail.isTrusted ? [`It is signed by a key that is not known here: ${trail.last.key_id}.`] : []),
      ...(foreign ? [`It is from another system than ${foreign.from}.`] : []),
    ];
    const isDecided = notes.length === 0;
    if (isDecided && trust.pins.length === 0) notes.push(`Trusted on first use: compare the key ${trail.last?.key_id} with one that you have from elsewhere, or give --trust.`);
    if (this.tree.size > this.sealed) notes.push(`The last ${this.tree.size - this.sealed} events are not sealed yet.`);
    return {
      verdict: findings.length > 0 ? 'tampered' : isDecided ? 'verified' : 'undecided',
      findings,
      notes,
      system: trail.system,
      events: this.counts.events,
      sealed: this.sealed,
      checkpoints: trail.checkpoints,
      root: trail.last?.root ?? null,
      key_id: trail.last?.key_id ?? null,
      trust: !trail.isTrusted ? 'none' : trust.pins.length > 0 ? 'pinned' : 'first use',
    };
  }

  private root(): string {
    return this.tree.root().toString('hex');
  }

  private find(kind: Kind, event: PlacedEvent | null, detail: string): void {
    const { stream = null, revision = null, position = null } = event ?? {};
    this.findings.push({ kind, stream, revision, position, detail });
  }
}
