import type { EventStoreDBClient } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { happened, type Happened } from './running-node.js';

interface Append {
  readonly stream: string;
  readonly events: readonly Happened[];
  /** Undefined: any. */
  readonly after: number | undefined;
}

const WRITERS = 16;
const SHARED = 4;

/**
 * Sixteen writers and what they were told: half of them each with a stream and an exact revision, the others with `any` to
 * streams that they share. Whoever is not answered stops, and keeps its append as one that may or may not be there.
 */
export class Writers {
  readonly acknowledged: Append[] = [];
  readonly unknown: Append[] = [];
  private under = new Map<number, number>();
  private readonly lasts = new Map<string, number>();

  /** Resolves once nobody is answered any more. */
  async write(client: EventStoreDBClient): Promise<void> {
    this.under = new Map();
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => this.keepWriting(client, writer)));
  }

  /** Whether every writer has been answered since the last crash. */
  get areUnderWay(): boolean {
    return this.under.size === WRITERS && [...this.under.values()].every((count) => count > 2);
  }

  /** Asks again for everything that was not answered: each of them must then be there once. */
  async repeat(client: EventStoreDBClient): Promise<void> {
    for (const append of this.unknown.splice(0)) await this.send(client, append);
  }

  private async keepWriting(client: EventStoreDBClient, writer: number): Promise<void> {
    for (let n = 0; ; n++) {
      const append = this.next(writer, n);
      try {
        await this.send(client, append);
        this.under.set(writer, n);
      } catch {
        return void this.unknown.push(append);
      }
    }
  }

  private next(writer: number, n: number): Append {
    const events = Array.from({ length: 1 + (n % 3) }, () => happened(n, randomUUID()));
    const isShared = writer % 2 === 1;
    const stream = isShared ? `shared-${n % SHARED}` : `own-${writer}`;
    return { stream, events, after: isShared ? undefined : (this.lasts.get(stream) ?? -1) };
  }

  private async send(client: EventStoreDBClient, append: Append): Promise<void> {
    const { stream, events, after } = append;
    const expectedRevision = after === undefined ? 'any' : after < 0 ? 'no_stream' : BigInt(after);
    await client.appendToStream(stream, [...events], { expectedRevision });
    if (after !== undefined) this.lasts.set(stream, after + events.length);
    this.acknowledged.push(append);
  }
}

/** Everything that is wrong with what is there, in words; nothing when it is what the writers were told. */
export async function faults(client: EventStoreDBClient, { acknowledged, unknown }: Writers): Promise<string[]> {
  const found = new Map<string, string[]>();
  const wrong: string[] = [];
  let last = 0n;
  for await (const { event } of client.readAll()) {
    if (!event || event.streamId.startsWith('$')) continue;
    const ids = found.get(event.streamId) ?? [];
    found.set(event.streamId, ids);
    if (event.revision !== BigInt(ids.length)) wrong.push(`revision ${event.revision} of ${event.streamId} comes after ${ids.length - 1}`);
    if (event.position!.commit <= last) wrong.push(`position ${event.position!.commit} comes after ${last}`);
    last = event.position!.commit;
    ids.push(event.id);
  }
  const expected = [...acknowledged.map((append) => [append, 'acknowledged'] as const), ...unknown.map((append) => [append, 'unknown'] as const)];
  let known = 0;
  for (const [append, kind] of expected) {
    const there = present(append, found.get(append.stream) ?? []);
    known += there === 'whole' ? append.events.length : 0;
    if (there === 'partly' || (there === 'absent' && kind === 'acknowledged')) wrong.push(`${kind} append to ${append.stream} is ${there}`);
  }
  const all = [...found.values()].flat();
  if (new Set(all).size !== all.length) wrong.push(`${all.length - new Set(all).size} events are there twice`);
  if (known !== all.length) wrong.push(`${all.length} events are there, of which ${known} are known`);
  return wrong;
}

function present({ events, after }: Append, ids: readonly string[]): 'whole' | 'partly' | 'absent' {
  const at = after === undefined ? ids.indexOf(events[0]!.id) : after + 1;
  const count = events.filter(({ id }, n) => ids[at + n] === id).length;
  if (count === events.length) return 'whole';
  return events.some(({ id }) => ids.includes(id)) ? 'partly' : 'absent';
}
