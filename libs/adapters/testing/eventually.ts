import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE = 120_000;

/** Waits until `check` no longer throws; after a generous while it throws what the last check did. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; ; await sleep(20)) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
