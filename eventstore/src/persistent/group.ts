import type { EventLog } from '../log/event-log.js';
import type { Answer } from './delivery/answers.js';
import { Background } from './background.js';
import { Checkpoints } from './keeping/checkpoints.js';
import type { Consumer } from './delivery/consumer.js';
import { Delivery } from './delivery/delivery.js';
import { Feed, type Intake, type Read } from './reading/feed.js';
import { message, type Message } from './delivery/message.js';
import { Parked } from './keeping/parked.js';
import { Progress } from './keeping/progress.js';
import { ALL, type GroupDefinition } from './settings.js';
import { sourceOf, type Source } from './reading/source.js';

/** A group holds no more than this of events that are not done, whatever its settings allow. */
const HELD_BYTES = 64 * 1024 * 1024;
const clock = (): number => performance.now();

/** A group at work: reads its source, hands messages to its consumers, and keeps in the log how far it is. */
export class Group implements Intake {
  readonly delivery: Delivery;
  readonly parked: Parked;
  readonly checkpoints: Checkpoints;
  readonly source: Source;
  private progress!: Progress;
  private feed!: Feed;
  private unfollow: () => void = () => undefined;
  private parking = 0;
  /** The newest number of the source that has been read, if any. */
  private newestRead: number | undefined;
  /** Whether anything new has come to the source since it began. */
  private hasHeard = false;
  private stopped = false;
  private readonly background: Background;

  constructor(
    private readonly log: EventLog,
    readonly definition: GroupDefinition,
    private readonly onError: (error: unknown) => void,
  ) {
    this.background = new Background(onError);
    this.source = sourceOf(log, definition);
    this.parked = new Parked(log, definition);
    this.checkpoints = new Checkpoints(log, definition);
    const settled = {
      done: (done: Message) => this.done(done),
      park: (failed: Message, reason: string) => this.background.add(this.park(failed, reason)),
    };
    this.delivery = new Delivery(definition.settings, settled, clock);
  }

  /** Finds in the log how far it was, and goes on from there. */
  async start(): Promise<this> {
    const { stream, settings, origin } = this.definition;
    const checkpoint = await this.checkpoints.load();
    await this.parked.load();
    const from = checkpoint !== undefined ? checkpoint + 1 : settings.startFrom === 'end' ? origin + 1 : settings.startFrom;
    this.newestRead = checkpoint;
    this.progress = new Progress(from - 1, settings);
    this.feed = new Feed(this.source, settings, from, this);
    this.unfollow = this.log.followers.follow(stream === ALL ? undefined : stream, () => this.heard());
    this.feed.pull();
    return this;
  }

  /** Lets go of its consumers; resolves once it writes nothing more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.unfollow();
    this.feed.stop();
    this.delivery.dropAll();
    await this.background.end();
  }

  join(consumer: Consumer): void {
    this.delivery.join(consumer);
    this.feed.mend();
    this.moved(false);
  }

  leave(consumer: Consumer): void {
    if (this.stopped) return;
    this.delivery.leave(consumer);
    this.moved(false);
  }

  answer(ids: readonly Buffer[], consumer: Consumer, answer: Answer): void {
    if (this.stopped) return;
    this.delivery.answer(ids, consumer, answer);
    this.moved(false);
  }

  /** A consumer can take more. */
  resume(): void {
    if (this.stopped) return;
    this.delivery.push();
    this.moved(false);
  }

  replay(stopAt: number | undefined): void {
    this.parked.replay(stopAt);
    this.moved(false);
  }

  /** Every second. */
  tick(): void {
    this.delivery.expire();
    this.delivery.measure();
    this.moved(true);
    this.background.add(this.parked.truncate());
  }

  get status(): string {
    const { isLive, isReading } = this.feed;
    const states = { Behind: !isLive, OutstandingPageRequest: isReading, ReplayingParkedMessages: this.parked.isReplaying, Live: isLive };
    return Object.entries(states).filter(([, holds]) => holds).map(([name]) => name).join(', ');
  }

  get liveCount(): number {
    return this.feed.liveCount;
  }

  /** The newest number that it has read or heard of: of all that is new it hears. Empty before the first. */
  async lastKnown(): Promise<string> {
    const newest = this.hasHeard ? await this.source.end() : this.newestRead;
    return newest === undefined ? '' : this.source.text(newest);
  }

  room(): number {
    const { buffered, retrying, heldBytes } = this.delivery.counts;
    return heldBytes >= HELD_BYTES ? 0 : this.definition.settings.historyBufferSize - buffered - retrying - this.parking;
  }

  take(page: readonly Read[]): void {
    this.newestRead = page.at(-1)?.number ?? this.newestRead;
    for (const { original, number, interest, event, link } of page) {
      if (interest !== 'wanted') {
        this.progress.skip(number, interest === 'skipped');
        continue;
      }
      const read = message(original, { event, link }, { order: number, parked: undefined });
      this.progress.add(read);
      this.delivery.add(read);
    }
    this.delivery.push();
    this.moved(false);
  }

  failed(error: unknown): void {
    this.onError(error);
    this.delivery.dropAll();
  }

  private heard(): void {
    this.hasHeard = true;
    this.feed.wake();
  }

  /** After anything that may let it read on, or write a checkpoint. */
  private moved(isTick: boolean): void {
    if (this.stopped) return;
    if (!this.checkpoints.isWriting) {
      const number = this.progress.due(clock(), isTick);
      if (number !== undefined) this.background.add(this.checkpoints.write(this.source.text(number)));
    }
    this.feed.pull();
    if (this.parked.isReplaying) this.background.add(this.replayOn());
  }

  private async replayOn(): Promise<void> {
    for (let room = this.replayRoom(); !this.stopped && this.parked.isReplaying && room > 0; room = this.replayRoom()) {
      const replayed = await this.parked.take(room);
      if (!replayed || this.stopped) return;
      for (const again of replayed) this.delivery.addParked(again);
      this.delivery.push();
    }
    if (this.parked.isDone) await this.parked.truncate();
  }

  private replayRoom(): number {
    const { retrying, heldBytes } = this.delivery.counts;
    return heldBytes >= HELD_BYTES ? 0 : this.definition.settings.historyBufferSize - retrying;
  }

  private done(settled: Message): void {
    if (settled.parked === undefined) return this.progress.done(settled);
    this.parked.done(settled.parked);
    if (this.parked.isDone) this.background.add(this.parked.truncate());
  }

  /** It counts as done once it is durable among the parked. */
  private async park(failed: Message, reason: string): Promise<void> {
    this.parking++;
    try {
      await this.parked.add(failed, reason);
    } finally {
      this.parking--;
    }
    this.done(failed);
    this.moved(false);
  }
}
