import { isIncluded, leafHash } from '../merkle.js';
import { isLinked, leafOf, linkOf } from './leaf.js';
import type { Proof, ProvenEvent, StreamLine } from './proof.js';
import { AUDIT_STREAM, isCheckpoint, isKeyRecord } from './records.js';
import { StreamChains } from './stream-chains.js';
import { TrailCheck, type Trust } from './trail-check.js';
import { NotABundle, type Finding, type Verdict } from './verdict.js';

/** A file that is said to be the report. */
export interface ReportedFile {
  readonly name: string;
  readonly sha256: string;
}

/** Whether data from outside has the form of a proof; what it is worth, checkProof tells. */
export function isProof(data: unknown): data is Proof {
  const { format, events, checkpoint, keys } = (data ?? {}) as { readonly [Key in keyof Proof]?: unknown };
  const isWhole = format === 'slowking.proof/1' && Array.isArray(events) && events.length > 0 && events.every(isProven);
  return isWhole && isCheckpoint(checkpoint) && Array.isArray(keys) && keys.every(isKeyRecord);
}

function isProven(data: unknown): boolean {
  const { stream, revision, type, previous, leaf_index: index, path } = (data ?? {}) as { readonly [Key in keyof ProvenEvent]?: unknown };
  const isPlaced = typeof stream === 'string' && typeof type === 'string' && Number.isSafeInteger(revision) && Number.isSafeInteger(index);
  return isPlaced && typeof previous === 'string' && Array.isArray(path) && path.every((hash) => typeof hash === 'string');
}

/** Verifies a proof, and the report file that it is of, where there is one. */
export function checkProof(proof: Proof, trust: Trust, file?: ReportedFile): Verdict {
  const findings: Finding[] = [];
  const trail = new TrailCheck(findings, trust);
  const { checkpoint, keys, events } = proof;
  for (const [revision, data] of keys.entries()) {
    trail.take({ stream: AUDIT_STREAM, revision, id: '', type: '', data, metadata: null });
  }
  const isKnown = trail.isIntroduced(checkpoint.key_id);
  if (isKnown && !trail.knows(checkpoint)) find(findings, 'forged', undefined, `the checkpoint does not bear a signature of the key ${checkpoint.key_id}`);
  for (const event of events) checkEvent(event, proof, findings);
  checkReport(proof, file, findings);
  const isTrusted = trail.isTrustedKey(checkpoint.key_id);
  const isFirstUse = isTrusted && trust.pins.length === 0;
  return {
    verdict: findings.length > 0 ? 'tampered' : isTrusted ? 'verified' : 'undecided',
    findings,
    notes: [
      ...(isTrusted ? [] : [`It is signed by a key that is not known here: ${checkpoint.key_id}.`]),
      ...(isFirstUse ? [`Trusted on first use: compare the key ${checkpoint.key_id} with one that you have from elsewhere, or give --trust.`] : []),
    ],
    system: checkpoint.system,
    events: events.length,
    sealed: checkpoint.tree_size,
    checkpoints: 1,
    root: checkpoint.root,
    key_id: checkpoint.key_id,
    trust: !isTrusted ? 'none' : isFirstUse ? 'first use' : 'pinned',
  };
}

function checkEvent(event: ProvenEvent, { checkpoint }: Proof, findings: Finding[]): void {
  const { previous, leaf_index: index, path, ...told } = event;
  if (isLinked(told) && linkOf(told, previous) !== told.metadata.hash) find(findings, 'changed', event, 'it is not what its chain hash says');
  const [leaf, hashes] = [leafHash(Buffer.from(leafOf(told), 'hex')), path.map((hash) => Buffer.from(hash, 'hex'))];
  const isThere = isIncluded(leaf, index, checkpoint.tree_size, hashes, Buffer.from(checkpoint.root, 'hex'));
  if (!isThere && findings.length === 0) find(findings, 'forged', event, 'it is not in the log that was sealed');
}

/** The event of the report names the run's end, and its files. */
function checkReport({ events }: Proof, file: ReportedFile | undefined, findings: Finding[]): void {
  const report = events.find(({ type }) => type === 'ReportCompleted');
  const { revision, hash, files } = (report?.data ?? {}) as { readonly revision?: unknown; readonly hash?: unknown; readonly files?: unknown };
  const end = events.find((event) => report && event.revision === revision);
  if (end && leafOf(end) !== hash) find(findings, 'forged', end, 'it is not the end that the report tells of');
  if (!file) return;
  const known = Array.isArray(files) ? (files as readonly { readonly sha256?: unknown }[]) : [];
  if (!known.some(({ sha256 }) => sha256 === file.sha256)) find(findings, 'changed', report, `${file.name} is none of the files of this report: its SHA-256 is ${file.sha256}`);
}

function find(findings: Finding[], kind: Finding['kind'], event: ProvenEvent | undefined, detail: string): void {
  findings.push({ kind, stream: event?.stream ?? null, revision: event?.revision ?? null, position: null, detail });
}

/** Verifies the bundle of one stream, line by line. */
export class StreamCheck {
  private readonly findings: Finding[] = [];
  private readonly chains = new StreamChains(this.findings);
  private stream: string | undefined;
  private proven: Verdict | undefined;
  private events = 0;
  private sealed = 0;
  private isDone = false;

  constructor(private readonly trust: Trust = { pins: [] }) {}

  /** Throws NotABundle. */
  take(line: StreamLine): void {
    if (this.isDone) throw new NotABundle('Something follows its last line.');
    if (line.kind === 'header') this.stream ??= line.stream;
    else if (line.kind === 'event') this.takeEvent(line);
    else if (line.kind === 'proof' && isProof(line.proof)) this.takeProof(line.proof);
    else if (line.kind === 'footer') this.close(line.events);
    else throw new NotABundle('One of its lines is none of a bundle.');
  }

  /** Once all lines are taken. Throws NotABundle where some are missing at its end. */
  finish(): Verdict {
    if (!this.isDone && this.findings.length === 0) throw new NotABundle('It is cut: its last line is missing.');
    const { proven, findings, events, sealed } = this;
    const open = events > sealed ? [`The last ${events - sealed} events are not sealed yet.`] : [];
    const unproven = { ...NOTHING, notes: ['Nothing of it is sealed yet: its hash chain holds, and nobody has signed it.'] };
    const { notes, verdict, ...rest } = proven ?? unproven;
    return { ...rest, events, sealed, findings, verdict: findings.length > 0 ? 'tampered' : verdict, notes: [...notes, ...(proven ? open : [])] };
  }

  private takeEvent(event: Extract<StreamLine, { kind: 'event' }>): void {
    this.events += 1;
    if (event.stream !== this.stream) this.find('inserted', event.revision, `it is of another stream, ${event.stream}`);
    this.chains.take(event);
  }

  private takeProof(proof: Proof): void {
    this.proven = checkProof(proof, this.trust);
    this.findings.push(...this.proven.findings);
    const [event, last] = [proof.events.at(-1)!, this.chains.lastOf(this.stream ?? '')];
    this.sealed = event.revision + 1;
    if (this.findings.length > 0) return;
    if (event.stream !== this.stream) this.find('forged', null, `it is proven of another stream, ${event.stream}`);
    else if (!last || last.revision < event.revision) this.find('truncated', last ? last.revision + 1 : 0, `it was sealed up to revision ${event.revision}`);
    else if (last.leaf !== leafOf(event)) this.find('forged', event.revision, 'the chain was written anew; it is not the one that was sealed');
  }

  private close(events: number): void {
    this.isDone = true;
    if (events !== this.events && this.findings.length === 0) this.find('removed', null, 'its last line counts other lines than there are');
  }

  private find(kind: Finding['kind'], revision: number | null, detail: string): void {
    this.findings.push({ kind, stream: this.stream ?? null, revision, position: null, detail });
  }
}

const NOTHING = { verdict: 'undecided', system: null, checkpoints: 0, root: null, key_id: null, trust: 'none' } as const;
