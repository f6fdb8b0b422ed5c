import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves as soon as it is so; throws when it is not within two minutes. */
export async function eventually(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = performance.now() + 120_000; !(await isSo()); await sleep(5)) {
    if (performance.now() > deadline) throw new Error('It never came to that.');
  }
}
