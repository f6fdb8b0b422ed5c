import { CHAIN_START } from '../hash-chain.js';
import { isLinked, type AuditedEvent } from './leaf.js';
import { AUDIT_STREAM, isCheckpoint, isKeyRecord, isSignedBy, keyIdOf, type Checkpoint, type KeyRecord, type Signed } from './records.js';
import type { Finding } from './verdict.js';

/** Whose signatures count. */
export interface Trust {
  /** Public keys in base64, or ids of keys. Empty: the first key that is seen. */
  readonly pins: readonly string[];
}

/** Follows the trail of keys and checkpoints: who may sign, and whether they did. */
export class TrailCheck {
  private readonly keys = new Map<string, Signed<KeyRecord>>();
  private readonly trusted = new Set<string>();
  private hash = CHAIN_START;
  private current: string | undefined;
  system: string | null = null;
  checkpoints = 0;
  last: Signed<Checkpoint> | undefined;

  constructor(
    private readonly findings: Finding[],
    private readonly trust: Trust,
  ) {}

  /** Answers the checkpoint where it is one, properly signed. */
  take(event: AuditedEvent): Signed<Checkpoint> | undefined {
    const previous = this.hash;
    if (isLinked(event)) {
      this.hash = event.metadata.hash;
      if (isKeyRecord(event.data)) this.system ??= this.hash;
    }
    if (isKeyRecord(event.data)) this.introduce(event.data, event.revision);
    return isCheckpoint(event.data) && this.isSound(event.data, previous, event.revision) ? this.accept(event.data) : undefined;
  }

  get isTrusted(): boolean {
    return this.last !== undefined && this.trusted.has(this.last.key_id);
  }

  isTrustedKey(keyId: string): boolean {
    return this.trusted.has(keyId);
  }

  isIntroduced(keyId: string): boolean {
    return this.keys.has(keyId);
  }

  /** Whether a checkpoint from elsewhere was signed by a key of this trail. */
  knows(checkpoint: Signed<Checkpoint>): boolean {
    const key = this.keys.get(checkpoint.key_id);
    return key !== undefined && isSignedBy(checkpoint, key.public_key);
  }

  private accept(checkpoint: Signed<Checkpoint>): Signed<Checkpoint> {
    this.checkpoints += 1;
    this.last = checkpoint;
    return checkpoint;
  }

  private isSound(checkpoint: Signed<Checkpoint>, previous: string, revision: number): boolean {
    if (checkpoint.key_id !== this.current) return this.find(revision, `it is signed by ${checkpoint.key_id}, which is not the key in force`);
    if (checkpoint.system !== this.system) return this.find(revision, 'it is of another system');
    if (!this.knows(checkpoint)) return this.find(revision, `it does not bear a signature of the key ${checkpoint.key_id}`);
    return checkpoint.previous === previous || this.find(revision, 'it follows another event than the one it was signed after');
  }

  /** A key is vouched for by the one before it; the first one, and one that begins anew, only by itself. */
  private introduce(key: Signed<KeyRecord>, revision: number): void {
    const { key_id: id, public_key: publicKey, previous } = key;
    const voucher = previous === null ? publicKey : this.keys.get(previous)?.public_key;
    const isSound = id === keyIdOf(publicKey) && (previous === null || previous === this.current);
    if (!isSound || voucher === undefined || !isSignedBy(key, voucher)) {
      this.find(revision, `the key ${id} is not vouched for by the one before it`);
      return;
    }
    const { pins } = this.trust;
    const isPinned = pins.includes(id) || pins.includes(publicKey) || (pins.length === 0 && this.current === undefined);
    if (isPinned || (previous !== null && this.trusted.has(previous))) this.trusted.add(id);
    this.keys.set(id, key);
    this.current = id;
  }

  private find(revision: number, detail: string): false {
    this.findings.push({ kind: 'forged', stream: AUDIT_STREAM, revision, position: null, detail });
    return false;
  }
}
