import { InFlight } from './in-flight.js';
import type { Consumer } from './consumer.js';
import { weight, type Message } from './message.js';
import { Meter } from './meter.js';
import { settledAs, type Answer, type Verdict } from './answers.js';
import type { GroupSettings } from '../settings.js';
import { strategyOf } from './strategies/strategy-of.js';

/** What becomes of messages that are not tried again. */
export interface Settled {
  done(message: Message): void;
  park(message: Message, reason: string): void;
}

/** Who has what: messages wait, are with a consumer, come back, and are settled in the end. No I/O. */
export class Delivery {
  readonly consumers = new Set<Consumer>();
  readonly meter: Meter;
  private readonly strategy;
  private readonly inFlight = new InFlight();
  private retry: Message[] = [];
  private buffer: Message[] = [];
  private held = 0;

  constructor(
    private readonly settings: GroupSettings,
    private readonly settled: Settled,
    private readonly clock: () => number,
  ) {
    this.strategy = strategyOf(settings.strategy);
    this.meter = new Meter(clock);
  }

  get counts() {
    const { retry, buffer, inFlight, held } = this;
    return { buffered: buffer.length, retrying: retry.length, inFlight: inFlight.size, outstanding: inFlight.distinct, heldBytes: held };
  }

  /** New from the source, in its order. */
  add(message: Message): void {
    this.held += weight(message);
    this.buffer.push(message);
  }

  /** Parked before and wanted again: behind all that waits to be tried again. */
  addParked(message: Message): void {
    this.held += weight(message);
    this.retry.push(message);
  }

  join(consumer: Consumer): void {
    this.consumers.add(consumer);
    this.strategy.join(consumer);
    this.push();
  }

  /** What it had goes to the others at once, however often it has failed before. */
  leave(consumer: Consumer): void {
    if (!this.consumers.has(consumer)) return;
    this.remove(consumer);
    this.push();
  }

  /** Everyone is told to go. */
  dropAll(): void {
    const dropped = [...this.consumers];
    for (const consumer of dropped) this.remove(consumer);
    for (const { mouth } of dropped) mouth.drop();
  }

  /** Ids that nobody has are ignored: they may be late. */
  answer(ids: readonly Buffer[], consumer: Consumer, answer: Answer): void {
    for (const id of ids) {
      const message = this.inFlight.find(id, consumer);
      if (!message) continue;
      if (answer.kind === 'ack') message.holder?.latencies?.add(this.clock() - message.sent);
      this.settle(this.takeBack(message), settledAs(answer, message.retries, this.settings.maxRetryCount));
    }
    this.push();
  }

  /** Whoever kept a message too long has failed it. */
  expire(): void {
    const latest = this.clock() - this.settings.messageTimeout;
    for (const message of [...this.inFlight].filter(({ sent }) => sent <= latest)) {
      this.settle(this.takeBack(message), settledAs({ kind: 'timeout' }, message.retries, this.settings.maxRetryCount));
    }
    this.push();
  }

  /** Begins to count anew, as whoever looks at the meters does. */
  measure(): void {
    for (const { meter } of [this, ...this.consumers]) meter.measure();
  }

  /** Hands out whatever can be handed out. */
  push(): void {
    if (this.consumers.size === 0) return;
    if (this.retry.length > 0) this.retry = this.handOut(this.retry);
    if (this.buffer.length > 0) this.buffer = this.handOut(this.buffer);
  }

  /** Answers what could not be handed out. */
  private handOut(waiting: Message[]): Message[] {
    const kept: Message[] = [];
    for (const [at, message] of waiting.entries()) {
      const choice = this.strategy.choose(message);
      if (choice === 'full') return kept.concat(waiting.slice(at));
      if (choice === 'later') kept.push(message);
      else this.send(message, choice);
    }
    return kept;
  }

  private send(message: Message, consumer: Consumer): void {
    message.holder = consumer;
    message.sent = this.clock();
    consumer.inFlight.add(message);
    this.inFlight.add(message);
    consumer.meter.total++;
    this.meter.total++;
    consumer.mouth.send(message);
  }

  private remove(consumer: Consumer): void {
    this.consumers.delete(consumer);
    this.strategy.leave(consumer);
    for (const message of consumer.inFlight) this.again(this.takeBack(message));
  }

  private takeBack(message: Message): Message {
    this.inFlight.remove(message);
    message.holder?.inFlight.delete(message);
    message.holder = undefined;
    return message;
  }

  private settle(message: Message, verdict: Verdict): void {
    if (verdict.kind === 'again') return this.again(message);
    this.held -= weight(message);
    if (verdict.kind === 'park') this.settled.park(message, verdict.reason);
    else this.settled.done(message);
  }

  /** In the order of the source; what was parked stays behind it. */
  private again(message: Message): void {
    message.retries++;
    const behind = this.retry.findLastIndex(({ order }) => order <= message.order);
    this.retry.splice(behind + 1, 0, message);
  }
}
