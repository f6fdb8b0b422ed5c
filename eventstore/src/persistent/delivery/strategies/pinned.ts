import { crc32c } from '../../../crc32c.js';
import { hasRoom, type Consumer } from '../consumer.js';
import type { Message } from '../message.js';
import type { Choice, Strategy } from './strategy.js';

const BUCKETS = 1024;

/** All messages with one key go to one consumer as long as it stays, so that they are not worked on side by side. */
export class Pinned implements Strategy {
  private readonly consumers: Consumer[] = [];
  private readonly owners: (Consumer | undefined)[] = Array.from({ length: BUCKETS });

  constructor(private readonly keyOf: (message: Message) => string) {}

  /** The others hand over what they have too much of, first what they are least busy with. */
  join(newcomer: Consumer): void {
    const older = [...this.consumers];
    this.consumers.push(newcomer);
    const assigned = this.owners.filter((owner) => owner !== undefined).length;
    const share = Math.ceil(assigned / this.consumers.length);
    for (const consumer of older) {
      const owned = this.bucketsOf(consumer);
      const busy = (bucket: number): number => Array.from(consumer.inFlight).filter((message) => message.bucket === bucket).length;
      const idleFirst = owned.map((bucket) => ({ bucket, busy: busy(bucket) })).sort((a, b) => a.busy - b.busy);
      for (const { bucket } of idleFirst.slice(0, Math.max(0, owned.length - share))) this.owners[bucket] = newcomer;
    }
  }

  leave(consumer: Consumer): void {
    this.consumers.splice(this.consumers.indexOf(consumer), 1);
    for (const bucket of this.bucketsOf(consumer)) this.owners[bucket] = undefined;
  }

  choose(message: Message): Choice {
    if (!this.consumers.some(hasRoom)) return 'full';
    message.bucket ??= crc32c(Buffer.from(this.keyOf(message))) % BUCKETS;
    const owner = (this.owners[message.bucket] ??= this.leastBurdened());
    return hasRoom(owner) ? owner : 'later';
  }

  /** The oldest of those with the fewest buckets. */
  private leastBurdened(): Consumer {
    const counts = new Map(this.consumers.map((consumer) => [consumer, 0]));
    for (const owner of this.owners) if (owner) counts.set(owner, counts.get(owner)! + 1);
    return this.consumers.reduce((best, consumer) => (counts.get(consumer)! < counts.get(best)! ? consumer : best));
  }

  private bucketsOf(consumer: Consumer): number[] {
    return Array.from(this.owners.keys()).filter((bucket) => this.owners[bucket] === consumer);
  }
}
