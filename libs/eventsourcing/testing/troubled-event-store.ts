import {
  CHAIN_START,
  OutcomeUnknown,
  RevisionConflict,
  seal,
  StoreUnavailable,
  type Event,
  type Recorded,
  type Revision,
  type Sealed,
} from '../index.js';
import { InMemoryEventStore } from './in-memory-event-store.js';

/** What becomes of an append: its answer is lost, or itself; there is no store; someone is said to be faster. */
export type Trouble = 'unanswered' | 'lost' | 'unavailable' | 'conflict';

/** A store with a slow disk, other writers and a bad line. */
export class TroubledEventStore extends InMemoryEventStore {
  /** Every append that was asked for, and where every read began. */
  readonly appends: (readonly Sealed[])[] = [];
  readonly reads: Revision[] = [];
  /** For the next appends, in order; and for all of them. */
  troubles: Trouble[] = [];
  always: Trouble | undefined;
  isUnreadable = false;
  /** Before each append: another writer's chance. */
  onAppend: (stream: string) => Promise<void> = async () => {};
  private readonly gates = new Map<string, Promise<void>>();

  /** Appends to the stream wait until the answer is called. */
  hold(stream: string): () => void {
    let release = () => {};
    this.gates.set(stream, new Promise((resolve) => (release = resolve)));
    return release;
  }

  override async *read<E extends Event>(stream: string, after: Revision = 'no-stream') {
    this.reads.push(after);
    if (this.isUnreadable) throw new StoreUnavailable('The store is away.');
    yield* super.read<E>(stream, after);
  }

  override async append(stream: string, events: readonly Sealed[], expected: Revision): Promise<Revision> {
    this.appends.push(events);
    await (this.gates.get(stream) ?? new Promise(setImmediate));
    await this.onAppend(stream);
    const trouble = this.troubles.shift() ?? this.always;
    if (trouble === 'unavailable') throw new StoreUnavailable('The store is away.');
    if (trouble === 'conflict') throw new RevisionConflict(stream);
    if (trouble === 'lost') throw new OutcomeUnknown(stream);
    const revision = await super.append(stream, events, expected);
    if (trouble === 'unanswered') throw new OutcomeUnknown(stream);
    return revision;
  }

  /** What is stored, without leaving a trace in `reads`. */
  async stored<E extends Event>(stream: string): Promise<readonly Recorded<E>[]> {
    const events: Recorded<E>[] = [];
    for await (const event of super.read<E>(stream)) events.push(event);
    return events;
  }

  /** Somebody else writes an event. */
  async intrude(stream: string, event: Event): Promise<void> {
    const last = (await this.stored(stream)).at(-1);
    const revision = last ? last.revision + 1n : 0n;
    const { sealed } = seal(event, { schema: 1 }, { stream, revision, previous: last?.metadata.hash ?? CHAIN_START });
    await super.append(stream, [sealed], last?.revision ?? 'no-stream');
  }
}
