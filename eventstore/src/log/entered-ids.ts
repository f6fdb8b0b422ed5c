import type { EnteredId, Storage } from '../storage/storage.port.js';
import { COMMIT_MS, CommitTimeout, LogStopped } from './append.js';
import { asksByIds, type GroupRequest } from './group-reads.js';
import type { StreamHeads } from './heads.js';
import { knownEvents } from './known-events.js';
import { Remembered } from './remembered.js';
import { TOMBSTONE } from './stream-metadata.js';

const PAGE = 1000;

/**
 * Which events of a stream can be found by their ids: from its first one on, without a gap, up to some event. Ids are entered where
 * somebody asks by them, which is whoever appends with `any` or `stream_exists`; streams that are appended to by number alone do
 * without, and an id is a quarter of what a small event costs. What a stream has by then is entered at the first question, and what
 * comes later together with it, for as long as the stream is remembered here; after that the next question goes on where that ended.
 */
export class EnteredIds {
  private readonly upTo: Remembered<number>;
  private readonly entering = new Map<string, Promise<void>>();
  private stopped = false;

  constructor(
    private readonly storage: Storage,
    private readonly heads: StreamHeads,
    private readonly write: (ids: readonly EnteredId[]) => Promise<void>,
  ) {
    this.upTo = new Remembered((stream) => this.find(stream), () => 0);
  }

  /** Whether all of a stream that ends there is known to be entered. */
  isWhole(stream: string, last: number | undefined): boolean {
    return last !== undefined && this.upTo.peek(stream) === last;
  }

  /** To be called with what has just become durable, ids included. */
  set(stream: string, last: number): void {
    this.upTo.set(stream, last);
  }

  /**
   * Submits a request once it can be decided. To enter the ids of a long stream takes its time, and the only writer must not wait for
   * it; who comes for the stream meanwhile waits, too, so that all have their turn as they came. Who waits too long is told so.
   */
  inTurn<Outcome>(request: GroupRequest, submit: () => Promise<Outcome>): Promise<Outcome> {
    const isAsked = asksByIds(request);
    const entering = this.before(request.stream, isAsked);
    return entering ? after(entering, submit, isAsked) : submit();
  }

  /** Resolves once all that the stream holds is entered. */
  async enter(stream: string): Promise<void> {
    const last = await this.heads.of(stream);
    if (last === TOMBSTONE) return;
    for (let next = (await this.upTo.of(stream)) + 1; next <= last;) {
      const page = await knownEvents(this.storage, stream, next, Math.min(PAGE, last - next + 1));
      if (this.stopped) throw new LogStopped('the node is stopping');
      await this.write(page.map(({ revision, eventId }) => ({ stream, eventId, revision })));
      next += page.length;
    }
    this.upTo.set(stream, last);
  }

  /** What takes long is not finished. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.allSettled(this.entering.values());
  }

  private before(stream: string, isAsked: boolean): Promise<void> | undefined {
    const running = this.entering.get(stream);
    if (running || !isAsked || this.isWhole(stream, this.heads.peek(stream))) return running;
    const entering = this.enter(stream);
    this.entering.set(stream, entering);
    // The first to hear of it: who comes from then on waits for nothing, but goes behind those who waited.
    const done = (): void => void this.entering.delete(stream);
    entering.then(done, done);
    return entering;
  }

  /** Up to where a stream is entered: what comes before the first that is not. */
  private async find(stream: string): Promise<number> {
    const last = await this.heads.of(stream);
    if (last < 0 || (await this.isEntered(stream, last))) return last;
    let [entered, missing] = [-1, last];
    while (missing - entered > 1) {
      const middle = Math.floor((entered + missing) / 2);
      if (await this.isEntered(stream, middle)) entered = middle;
      else missing = middle;
    }
    return entered;
  }

  /** An id that an event shares with an earlier one may be entered for that one alone. */
  private async isEntered(stream: string, revision: number): Promise<boolean> {
    const [event] = await knownEvents(this.storage, stream, revision, 1);
    const [found = -1] = await this.storage.findIds([{ stream, eventId: event!.eventId }]);
    return found >= revision;
  }
}

/** In the very turn in which the wait ends, so that nobody who comes later is before it; never once its caller was told that it is late. */
function after<Outcome>(entering: Promise<void>, submit: () => Promise<Outcome>, isAsked: boolean): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const deadline = setTimeout(() => {
      isLate = true;
      reject(new CommitTimeout());
    }, COMMIT_MS);
    const go = (): void => {
      clearTimeout(deadline);
      if (!isLate) resolve(submit());
    };
    const refuse = (error: unknown): void => {
      clearTimeout(deadline);
      reject(error);
    };
    // Who asks by number does without.
    entering.then(go, isAsked ? refuse : go);
  });
}
