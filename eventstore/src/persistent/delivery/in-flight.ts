import type { Message } from './message.js';

/**
 * What consumers have, found by the id that they know it by. Two messages may share an id (events of two streams,
 * read from $all): each is settled by itself.
 */
export class InFlight {
  private readonly byId = new Map<string, Message[]>();
  size = 0;

  add(message: Message): void {
    const id = idOf(message);
    const same = this.byId.get(id);
    if (same) same.push(message);
    else this.byId.set(id, [message]);
    this.size++;
  }

  /** The message of that id, if possible one that the asker has. */
  find(id: Buffer, asker: Message['holder']): Message | undefined {
    const same = this.byId.get(id.toString('latin1'));
    return same?.find(({ holder }) => holder === asker) ?? same?.[0];
  }

  remove(message: Message): void {
    const id = idOf(message);
    const same = this.byId.get(id)!;
    if (same.length === 1) this.byId.delete(id);
    else same.splice(same.indexOf(message), 1);
    this.size--;
  }

  *[Symbol.iterator](): Iterator<Message> {
    for (const same of this.byId.values()) yield* same;
  }

  /** Ids, each counted once. */
  get distinct(): number {
    return this.byId.size;
  }
}

const idOf = ({ original }: Message): string => original.eventId.toString('latin1');
