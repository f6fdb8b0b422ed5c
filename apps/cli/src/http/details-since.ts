import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchmarkDetails } from './api-types.js';
import type { SlowkingApi } from './slowking-api.js';

/** Milliseconds that the read model may be behind what was seen of the log, and between two looks at it. */
const LONGEST_LAG = 5000;
const BETWEEN_LOOKS = 100;

/**
 * A benchmark as it stands at a revision or later: what is told live comes from the log, which is a moment ahead of the
 * read model. Where that stays behind, the log is asked, which takes seconds for a large run.
 */
export async function detailsSince(api: Pick<SlowkingApi, 'show'>, id: string, revision: number, lag = LONGEST_LAG): Promise<BenchmarkDetails> {
  for (const last = performance.now() + lag; performance.now() < last; await sleep(BETWEEN_LOOKS)) {
    const details = await api.show(id);
    if (details.revision >= revision) return details;
  }
  return api.show(id, { at_revision: revision });
}
