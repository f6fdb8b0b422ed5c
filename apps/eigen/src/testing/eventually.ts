import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 120_000;

/** What the check answers, as soon as it does not throw. */
export async function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE; ; await sleep(10)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
