import type { Decider } from './decider.js';
import { OutcomeUnknown, RevisionConflict, StoreUnavailable, type EventStore, type Revision } from './event-store.js';
import { CHAIN_START, isSealed, seal } from './hash-chain.js';
import type { Event, Origin, Recorded, Sealed } from './message.js';
import { schemaOf, upcast } from './upcaster.js';

const FIRST_PAUSE = 25;
const LONGEST_PAUSE = 1000;

/** One stream as this process knows it: the state as stored, and on top of it what is decided and not stored yet. */
export class StreamMemory<State, E extends Event> {
  private settled: State;
  private revision: Revision = 'no-stream';
  private hash = CHAIN_START;
  private ahead: State | undefined;
  private pending: Sealed<E>[] = [];
  private pendingHash = CHAIN_START;
  /** About what the pending events take in the store, in bytes. */
  pendingBytes = 0;

  constructor(
    readonly stream: string,
    private readonly store: EventStore,
    private readonly decider: Omit<Decider<State, never, E>, 'decide'>,
  ) {
    this.settled = decider.initialState();
  }

  /** What the next decision stands on. */
  get state(): State {
    return this.ahead ?? this.settled;
  }

  /** Where the stream will stand once everything pending is stored. */
  get nextRevision(): Revision {
    if (this.pending.length === 0) return this.revision;
    return numberAfter(this.revision) + BigInt(this.pending.length - 1);
  }

  get isClean(): boolean {
    return this.pending.length === 0;
  }

  get weight(): number {
    return this.decider.weigh(this.settled);
  }

  /** Takes in events that were decided and are not stored yet: all of them, or none when one cannot be written down. */
  expect(events: readonly E[], origin: Origin): readonly Sealed<E>[] {
    if (events.length === 0) return [];
    const links = this.chain(events, origin);
    this.ahead ??= this.decider.overlay(this.settled);
    for (const { sealed, hash, bytes } of links) {
      this.pending.push(sealed);
      this.pendingHash = hash;
      this.pendingBytes += bytes;
      this.ahead = this.decider.evolve(this.ahead, sealed);
    }
    return links.map(({ sealed }) => sealed);
  }

  private chain(events: readonly E[], { correlationId, causationId }: Origin) {
    const first = numberAfter(this.nextRevision);
    let previous = this.end;
    return events.map((event, index) => {
      const meta = {
        ...(correlationId !== undefined && { $correlationId: correlationId }),
        ...(causationId !== undefined && { $causationId: causationId }),
        schema: schemaOf(event.type, this.decider.upcasters),
      };
      const link = seal(event, meta, { stream: this.stream, revision: first + BigInt(index), previous });
      previous = link.hash;
      return link;
    });
  }

  /** Stores what is pending. False: others wrote in the meantime, so it has to be decided again. */
  async settle(deadline: number): Promise<boolean> {
    const events = this.pending;
    try {
      this.revision = await this.append(events, deadline);
      this.hash = this.pendingHash;
      this.settled = events.reduce(this.decider.evolve, this.settled);
      return true;
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      await this.catchUp();
      return false;
    } finally {
      this.forgetPending();
    }
  }

  /** Folds in what was stored since, and says whether there was any. */
  async catchUp(): Promise<boolean> {
    const known = this.revision;
    for await (const event of this.store.read<E>(this.stream, known)) this.take(event);
    return this.revision !== known;
  }

  /** What cannot be read changes nothing but the stream's length; an event without a link is left out of the chain. */
  private take(event: Recorded<E>): void {
    const today = upcast(event, this.decider.upcasters);
    if (today) this.settled = this.decider.evolve(this.settled, today);
    if (isSealed(event)) this.hash = event.metadata.hash;
    this.revision = event.revision;
  }

  private get end(): string {
    return this.pending.length === 0 ? this.hash : this.pendingHash;
  }

  private forgetPending(): void {
    this.pending = [];
    this.pendingBytes = 0;
    this.ahead = undefined;
  }

  /** The same ids at the same revision, again and again: the store recognises what it already has. */
  private async append(events: readonly Sealed<E>[], deadline: number): Promise<Revision> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await this.store.append(this.stream, events, this.revision);
      } catch (error) {
        const mayPass = error instanceof OutcomeUnknown || error instanceof StoreUnavailable;
        if (!mayPass || performance.now() + pause > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random() / 2)));
      }
    }
  }
}

const numberAfter = (revision: Revision): bigint => (revision === 'no-stream' ? 0n : revision + 1n);
