import type { GroupSettings } from '../settings.js';
import type { Message } from '../delivery/message.js';

interface Mark {
  readonly number: number;
  readonly sequence: number;
}

type Bounds = Pick<GroupSettings, 'checkPointAfter' | 'minCheckPointCount' | 'maxCheckPointCount'>;

/** How far a group is done without a gap, and when that is worth a checkpoint. */
export class Progress {
  /** Each with what was considered before it, in the order of the source: the first of them holds the checkpoint back. */
  private readonly pending = new Map<Message, Mark>();
  private considered: Mark;
  private written: Mark;
  private writtenAt = -Infinity;

  /** From the newest number that is known to be done. */
  constructor(done: number, private readonly bounds: Bounds) {
    this.considered = { number: done, sequence: 0 };
    this.written = this.considered;
  }

  /** The next event of the source is for nobody here; one that readers never see does not even count. */
  skip(number: number, counts: boolean): void {
    this.considered = { number, sequence: this.considered.sequence + (counts ? 1 : 0) };
  }

  /** With the next event of the source somebody will have to deal. */
  add(message: Message): void {
    this.pending.set(message, this.considered);
    this.skip(message.order, true);
  }

  done(message: Message): void {
    this.pending.delete(message);
  }

  /** The number to be written now, if any: all up to it is done. */
  due(now: number, isTick: boolean): number | undefined {
    const { checkPointAfter, minCheckPointCount, maxCheckPointCount } = this.bounds;
    if (this.considered.sequence === this.written.sequence) return undefined;
    const { number, sequence } = this.candidate;
    const count = sequence - this.written.sequence;
    if (count < 1) return undefined;
    const overdue = isTick && checkPointAfter > 0 && count >= minCheckPointCount && now - this.writtenAt >= checkPointAfter;
    if (count < maxCheckPointCount && !overdue) return undefined;
    this.written = { number, sequence };
    this.writtenAt = now;
    return number;
  }

  private get candidate(): Mark {
    const [before = this.considered] = this.pending.values();
    return before;
  }
}
