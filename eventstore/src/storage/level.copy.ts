import type { ClassicLevel } from 'classic-level';
import type { Entry } from './storage.port.js';

const COUNT = 2000;
const PAGE_BYTES = 512 * 1024;

/** Everything in a database as it is at the first page, whatever is written meanwhile. */
export async function* copyOf(level: ClassicLevel<Buffer, Buffer>): AsyncGenerator<readonly Entry[]> {
  const snapshot = level.snapshot();
  try {
    for (let after = Buffer.alloc(0); ;) {
      const iterator = level.iterator({ gt: after, snapshot, highWaterMarkBytes: PAGE_BYTES });
      const page = await iterator.nextv(COUNT).finally(() => iterator.close());
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)![0];
    }
  } finally {
    await snapshot.close();
  }
}
