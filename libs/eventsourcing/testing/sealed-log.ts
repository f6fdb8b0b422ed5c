import {
  AUDIT_STREAM,
  AuditKeys,
  bundleOf,
  newAuditKey,
  Sealer,
  seal,
  CHAIN_START,
  signerOf,
  type BundleLine,
  type Event,
  type KeyRecord,
  type NewKey,
  type Recorded,
  type Signed,
  type SignedHead,
  type Signer,
} from '../index.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

/** Keys that last as long as the test. */
export class MemoryKeys extends AuditKeys {
  readonly made: NewKey[] = [newAuditKey()];
  head: SignedHead | undefined;

  async current(): Promise<Signer> {
    const { record, privateKey } = this.made.at(-1)!;
    return signerOf(privateKey, record.key_id);
  }

  async list(): Promise<readonly Signed<KeyRecord>[]> {
    return this.made.map(({ record }) => record);
  }

  async rotate(): Promise<Signed<KeyRecord>> {
    this.made.push(newAuditKey(await this.current()));
    return this.made.at(-1)!.record;
  }

  async restart(): Promise<Signed<KeyRecord>> {
    this.made.push(newAuditKey());
    this.head = undefined;
    return this.made.at(-1)!.record;
  }

  async signed(): Promise<SignedHead | undefined> {
    return this.head;
  }

  async remember(head: SignedHead): Promise<void> {
    this.head = head;
  }
}

/** A log of streams `benchmark-…`, sealed after every event of type `Ended`. */
export class SealedLog {
  constructor(
    readonly keys = new MemoryKeys(),
    readonly store = new InMemoryEventStore(),
  ) {}

  /** Events of one stream, chained as its writer would. */
  async write(stream: string, ...types: string[]): Promise<void> {
    const stored = await all(this.store.read(stream));
    let [previous, next] = [stored.at(-1)?.metadata.hash ?? CHAIN_START, BigInt(stored.length)];
    for (const type of types) {
      const event: Event = { type, data: { n: Number(next), text: 'ä' } };
      const { sealed, hash } = seal(event, { schema: 1 }, { stream, revision: next, previous });
      await this.store.append(stream, [sealed], next === 0n ? 'no-stream' : next - 1n);
      [previous, next] = [hash, next + 1n];
    }
  }

  /** What a worker does that comes up, and is up to date. */
  async seal(): Promise<void> {
    const sealer = new Sealer(this.store, this.keys, { prefix: 'benchmark-', sealsAfter: ['Ended'] });
    const events = await all(this.store.readAll(sealer.filter, await sealer.checkpoint()));
    await sealer.consume({ events, position: events.at(-1)?.position ?? 0n });
  }

  async bundle(): Promise<BundleLine[]> {
    return all(bundleOf(this.store, 'benchmark-', { keys: await this.keys.list(), signed: this.keys.head }));
  }

  /** Another log that holds the same up to now, and is sealed by the same keys as if nothing had been. */
  async fork(): Promise<SealedLog> {
    const [keys, forked] = [new MemoryKeys(), new InMemoryEventStore()];
    keys.made.splice(0, 1, ...this.keys.made);
    for (const { stream, revision, id, type, data, metadata } of await all(this.store.readAll({ prefix: '' }))) {
      await forked.append(stream, [{ id, type, data, metadata }], revision === 0n ? 'no-stream' : revision - 1n);
    }
    return new SealedLog(keys, forked);
  }

  async trail(): Promise<readonly Recorded[]> {
    return all(this.store.read(AUDIT_STREAM));
  }
}

/** Three streams in one log, in two checkpoints, and one event that is not sealed. */
export async function sealedLog(keys?: MemoryKeys): Promise<SealedLog> {
  const log = new SealedLog(keys);
  await log.write('benchmark-a', 'Created', 'Planned', 'Sent');
  await log.write('benchmark-b', 'Created');
  await log.write('benchmark-a', 'Done', 'Ended');
  await log.seal();
  await log.write('benchmark-b', 'Sent', 'Done', 'Ended');
  await log.write('benchmark-c', 'Created', 'Ended');
  await log.seal();
  await log.write('benchmark-d', 'Created');
  return log;
}

/** Everything that comes, once it is over. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
