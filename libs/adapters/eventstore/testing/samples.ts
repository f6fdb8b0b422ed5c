import { randomUUID } from 'node:crypto';
import type { Event, Sealed } from '#eventsourcing';

/** An event to append; its content says which one it is. */
export const happened = (n: number, text = ''): Sealed<Event<'Happened', { n: number; text: string }>> => ({
  id: randomUUID(),
  type: 'Happened',
  data: { n, text },
  metadata: { schema: 1, hash: '0'.repeat(64) },
});

export const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index);

/** How long something took, in milliseconds. */
export async function timed(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work.catch(() => undefined);
  return performance.now() - start;
}
