import { StoreUnavailable, type Batch, type EventFilter, type Recorded } from '#eventsourcing';
import type { Client } from './client.js';
import { Silence } from './deadline.js';
import { eventTest } from './event-filter.js';
import { Intake } from './intake.js';
import type { Lines } from './lines.js';
import { readAnswer } from './read-answer.codec.js';
import { subscriptionRequest } from './read-request.js';
import { asReadError } from './rejections.js';

/** How often it is told, at most, how far the store has looked without finding anything. */
const QUIET_MS = 1000;

/** What is stored after `position`, in batches, then live, until aborted. Throws StoreUnavailable when it is dropped. */
export async function* follow(
  lines: Lines,
  filter: EventFilter,
  position: bigint | undefined,
  signal: AbortSignal,
  ms: number,
): AsyncGenerator<Batch> {
  if (signal.aborted) return;
  const line = lines.enter();
  const feed = new Feed(line.client, filter, position, ms);
  const stop = () => feed.finish({});
  const drop = () => feed.finish({ fault: new StoreUnavailable('The event store is closed.') });
  signal.addEventListener('abort', stop);
  lines.closing.addEventListener('abort', drop);
  try {
    for (let batch = await feed.next(); batch && !signal.aborted; batch = await feed.next()) yield batch;
    if (!signal.aborted) throw new StoreUnavailable('The event store has ended the subscription.');
  } catch (error) {
    lines.doubt(line, error);
    if (!signal.aborted) throw asReadError(error);
  } finally {
    signal.removeEventListener('abort', stop);
    lines.closing.removeEventListener('abort', drop);
    feed.close();
    line.leave();
  }
}

/** One subscription of the client, cut into batches. */
class Feed {
  private readonly intake: Intake;
  private readonly isWanted: (event: Recorded) => boolean;
  private reached: bigint;
  private told: bigint;
  private quietUntil = 0;
  /** Until then something must come: the store says when it has caught up. */
  private isLive = false;

  constructor(client: Client, filter: EventFilter, position: bigint | undefined, private readonly ms: number) {
    this.intake = new Intake(client.openReadCall(subscriptionRequest(filter, position)));
    this.isWanted = eventTest(filter);
    this.reached = this.told = position ?? -1n;
  }

  /** Everything that has come, as soon as there is something to tell; undefined at the end. */
  async next(): Promise<Batch | undefined> {
    for (;;) {
      const items = await this.intake.take(this.patience());
      if (!items) return undefined;
      const isSilent = items.length === 0 && this.reached === this.told && !this.isLive;
      if (isSilent) throw new Silence(this.ms);
      const events = this.accept(items);
      const isQuiet = events.length === 0 && (this.reached === this.told || performance.now() < this.quietUntil);
      if (!isQuiet) return this.tell(events);
    }
  }

  finish(end: { readonly fault?: unknown }): void {
    this.intake.finish(end);
  }

  close(): void {
    this.intake.close();
  }

  private patience(): number {
    if (this.reached > this.told) return this.quietUntil - performance.now();
    return this.isLive ? Infinity : this.ms;
  }

  private accept(items: readonly Buffer[]): readonly Recorded[] {
    const events: Recorded[] = [];
    for (const item of items) {
      const answer = readAnswer(item);
      if (answer.kind === 'caught up') this.isLive = true;
      else if (answer.kind === 'checkpoint') this.reached = answer.position;
      else if (answer.kind === 'event') {
        this.reached = answer.event.position;
        if (this.isWanted(answer.event)) events.push(answer.event);
      }
    }
    return events;
  }

  private tell(events: readonly Recorded[]): Batch {
    this.told = this.reached;
    this.quietUntil = performance.now() + QUIET_MS;
    return { events, position: this.reached };
  }
}
