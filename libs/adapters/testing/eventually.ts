import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `check` no longer throws; after a generous while it throws what the last check did. */
export async function eventually(check: () => void | Promise<void>, patience = 30_000): Promise<void> {
  for (const deadline = Date.now() + patience; ; await sleep(20)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
