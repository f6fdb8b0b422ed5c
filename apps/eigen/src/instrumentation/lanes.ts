import { Fifo } from '../processing/fifo.js';

/** Does one lane's items one after the other, and so many lanes side by side; lanes wait their turn fairly. */
export class Lanes<Item> {
  private readonly lanes = new Map<number, Fifo<Item>>();
  private readonly ready = new Fifo<number>();
  private active = 0;
  private outstanding = 0;

  constructor(
    private readonly limit: number,
    /** Never rejects. */
    private readonly perform: (item: Item) => Promise<void>,
  ) {}

  /** Items added and not done with yet. */
  get size(): number {
    return this.outstanding;
  }

  add(lane: number, items: readonly Item[]): void {
    if (items.length === 0) return;
    this.outstanding += items.length;
    this.queueOf(lane, items);
    this.fill();
  }

  private queueOf(lane: number, items: readonly Item[]): void {
    const known = this.lanes.get(lane);
    const queue = known ?? new Fifo<Item>();
    for (const item of items) queue.push(item);
    if (known) return;
    this.lanes.set(lane, queue);
    this.ready.push(lane);
  }

  private fill(): void {
    for (; this.active < this.limit && this.ready.length > 0; this.active++) void this.next();
  }

  private async next(): Promise<void> {
    const lane = this.ready.shift();
    const queue = lane === undefined ? undefined : this.lanes.get(lane);
    const item = queue?.shift();
    if (lane !== undefined && item !== undefined) {
      await this.perform(item);
      this.outstanding--;
      if (queue && queue.length > 0) this.ready.push(lane);
      else this.lanes.delete(lane);
    }
    this.active--;
    this.fill();
  }
}
