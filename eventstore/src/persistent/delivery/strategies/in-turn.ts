import { hasRoom, type Consumer } from '../consumer.js';
import type { Choice, Strategy } from './strategy.js';

/** RoundRobin: everyone in turn. DispatchToSingle: one until it has no room, then the next. */
export class InTurn implements Strategy {
  private readonly queue: Consumer[] = [];

  constructor(private readonly staysWithOne: boolean) {}

  join(consumer: Consumer): void {
    this.queue.push(consumer);
  }

  leave(consumer: Consumer): void {
    this.queue.splice(this.queue.indexOf(consumer), 1);
  }

  choose(): Choice {
    for (let tried = 0; tried < this.queue.length; tried++) {
      const consumer = this.queue[0]!;
      const takes = hasRoom(consumer);
      if (!takes || !this.staysWithOne) this.queue.push(this.queue.shift()!);
      if (takes) return consumer;
    }
    return 'full';
  }
}
