import type { ClassicLevel } from 'classic-level';
import { pageOf } from './level.page.js';
import type { Entry } from './storage.port.js';

const COUNT = 2000;

/** Everything in a database as it is at the first page, whatever is written meanwhile. */
export async function* copyOf(level: ClassicLevel<Buffer, Buffer>): AsyncGenerator<readonly Entry[]> {
  const snapshot = level.snapshot();
  try {
    for (let after: Buffer = Buffer.alloc(0); ;) {
      const page = await pageOf(level, { gt: after, snapshot }, COUNT);
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)![0];
    }
  } finally {
    await snapshot.close();
  }
}
