import type { Batch, EventFilter, EventStore } from '../event-store.js';
import { CHAIN_START, seal } from '../hash-chain.js';
import { Frontier, leafHash } from '../merkle.js';
import type { Event, Recorded, Sealed } from '../message.js';
import { Blocked, type Consumer } from '../subscription.js';
import type { AuditKeys, Signer } from './audit-keys.js';
import { audited, leafOf } from './leaf.js';
import { AUDIT_STREAM, CHECKPOINT_SEALED, KEY_INTRODUCED, signedText, type Checkpoint, type Head, type KeyRecord, type Signed } from './records.js';
import { trailEnd, type TrailEnd } from './trail.js';

const DECIDE = ' Nothing is sealed until somebody decides: see "When nothing is sealed any more" in docs/audit-format.md.';
/** What a checkpoint covers at most beyond the one before. */
const MOST = 1000;
/** A stream of a longer name is none of ours, and a checkpoint has no room for it. */
const LONGEST_NAME = 200;

/** Which events are leaves, and after which of them it is time to seal. */
export interface Sealing {
  readonly prefix: string;
  readonly sealsAfter: readonly string[];
}

/** The log does not hold what was signed: it was cut, or it is another one. To sign on would cover that up. */
export class SignedHistoryGone extends Blocked {
  override readonly name = 'SignedHistoryGone';
}

/**
 * Seals the log: a checkpoint after each batch with an event that asks for it, and after every thousand events. All that
 * it knows is in the last checkpoint; of two sealers, the exact revision lets one append.
 */
export class Sealer implements Consumer {
  readonly name = 'audit-sealer';
  readonly filter: EventFilter;
  private readonly sealsAfter: ReadonlySet<string>;
  private tree = new Frontier();
  private heads = new Map<string, Head>();
  private end: Omit<TrailEnd, 'checkpoint'> = { revision: 'no-stream', hash: CHAIN_START };
  private system: string | undefined;
  private keyId: string | undefined;
  private position: bigint | undefined;
  private unsealed = 0;

  constructor(
    private readonly store: EventStore,
    private readonly keys: AuditKeys,
    { prefix, sealsAfter }: Sealing,
  ) {
    this.filter = { prefix };
    this.sealsAfter = new Set(sealsAfter);
  }

  async checkpoint(): Promise<bigint | undefined> {
    const isRemembered = await this.assertSignedIsThere();
    const { checkpoint, ...end } = await trailEnd(this.store);
    const { tree_size: size = 0, frontier = [], position, system, key_id: keyId } = checkpoint?.data ?? {};
    this.tree = Frontier.of(size, frontier);
    this.end = end;
    this.system = system;
    this.keyId = keyId;
    this.position = position === undefined ? undefined : await this.placeOf(checkpoint!.data, isRemembered);
    this.heads = new Map();
    this.unsealed = 0;
    return this.position;
  }

  async consume({ events }: Batch): Promise<void> {
    let isDue = false;
    for (const event of events) {
      this.take(event);
      isDue ||= this.sealsAfter.has(event.type);
      if (this.unsealed < MOST) continue;
      await this.seal();
      isDue = false;
    }
    if (isDue) await this.seal();
  }

  private take(event: Recorded): void {
    const { stream, position } = event;
    const leaf = leafOf(audited(event));
    this.tree.append(leafHash(Buffer.from(leaf, 'hex')));
    // The last one is that of the last leaf.
    this.heads.delete(stream);
    if (stream.length <= LONGEST_NAME) this.heads.set(stream, { stream, revision: Number(event.revision), hash: leaf });
    this.position = position;
    this.unsealed += 1;
  }

  private async seal(): Promise<void> {
    const signer = await this.keys.current();
    const [chain, next] = [new Chain(this.end), nextOf(this.end.revision)];
    for (const data of await this.introductions(signer)) chain.add({ type: KEY_INTRODUCED, data });
    this.system ??= chain.events[0]?.metadata.hash ?? chain.hash;
    const content = this.content(this.system, chain.hash, signer.keyId);
    const checkpoint = { ...content, signature: signer.sign(signedText(content)) };
    chain.add({ type: CHECKPOINT_SEALED, data: checkpoint });
    const revision = next + BigInt(chain.events.length - 1);
    await this.store.append(AUDIT_STREAM, chain.events, this.end.revision);
    [this.end, this.keyId, this.heads, this.unsealed] = [{ revision, hash: chain.hash }, signer.keyId, new Map(), 0];
    await this.keys.remember({ revision: Number(revision), hash: chain.hash, checkpoint });
  }

  private content(system: string, previous: string, keyId: string): Checkpoint {
    return {
      format: 'slowking.checkpoint/1',
      system,
      tree_size: this.tree.size,
      root: this.tree.root().toString('hex'),
      position: Number(this.position),
      frontier: this.tree.hashes(),
      heads: [...this.heads.values()],
      previous,
      key_id: keyId,
    };
  }

  /** The keys that the log does not know yet, up to the one that signs. */
  private async introductions({ keyId }: Signer): Promise<readonly Signed<KeyRecord>[]> {
    if (keyId === this.keyId) return [];
    const keys = await this.keys.list();
    const at = (id: string | undefined) => keys.findIndex(({ key_id }) => key_id === id);
    return keys.slice(at(this.keyId) + 1, at(keyId) + 1);
  }

  /** Answers whether there is anything that was signed. */
  private async assertSignedIsThere(): Promise<boolean> {
    const head = await this.keys.signed();
    if (!head) return false;
    const after = head.revision === 0 ? 'no-stream' : BigInt(head.revision) - 1n;
    for await (const { metadata } of this.store.read(AUDIT_STREAM, after)) {
      if (metadata.hash === head.hash) return true;
      break;
    }
    throw new SignedHistoryGone(`Checkpoint ${head.revision} of ${AUDIT_STREAM} (${head.checkpoint.tree_size} events) was signed, and the log does not hold it.${DECIDE}`);
  }

  /** Where the last leaf is, which the next one follows. A log that begins anew may hold it at another place. */
  private async placeOf({ position, heads }: Checkpoint, isRemembered: boolean): Promise<bigint> {
    const last = heads.at(-1);
    if (!last) return BigInt(position);
    for await (const event of this.store.read(last.stream, last.revision === 0 ? 'no-stream' : BigInt(last.revision) - 1n)) {
      const isThere = leafOf(audited(event)) === last.hash && (!isRemembered || event.position === BigInt(position));
      if (isThere) return event.position;
      break;
    }
    throw new SignedHistoryGone(`The last event that was sealed, ${last.revision} of ${last.stream}, is not at position ${position} any more.${DECIDE}`);
  }
}

/** Events that follow one another in the trail. */
class Chain {
  readonly events: Sealed[] = [];
  hash: string;
  private revision: bigint;

  constructor({ revision, hash }: Omit<TrailEnd, 'checkpoint'>) {
    [this.hash, this.revision] = [hash, nextOf(revision)];
  }

  add(event: Event): void {
    const { sealed, hash } = seal(event, { schema: 1 }, { stream: AUDIT_STREAM, revision: this.revision, previous: this.hash });
    this.events.push(sealed);
    [this.hash, this.revision] = [hash, this.revision + 1n];
  }
}

const nextOf = (revision: TrailEnd['revision']): bigint => (revision === 'no-stream' ? 0n : revision + 1n);
