import { LONGEST_NAME } from '../document-names.js';
import { clashingPasses, nameInPass } from './passes.js';
import type { Workload } from './workload.js';

/** What a run can be asked for at most: documents, passes, and requests on their way at the same time. */
export const MOST_DOCUMENTS = 100_000;
export const MOST_PASSES = 1000;
export const MOST_REQUESTS = 1000;

/** What makes a workload impossible, and the field of the request that says so. */
export interface Impossible {
  readonly field: string;
  readonly message: string;
}

/** Whether a corpus of these names can be sent so, within so many seconds. Undefined: nothing speaks against it. */
export function whyImpossible(workload: Workload, names: readonly string[], seconds: number): Impossible | undefined {
  return tooMany(workload, names.length) ?? tooSlow(workload, names.length, seconds) ?? unfitNames(workload, names);
}

function tooMany({ repeat, warmup, ...workload }: Workload, count: number): Impossible | undefined {
  if (count > MOST_DOCUMENTS) return { field: 'documents', message: `${count} documents are more than ${MOST_DOCUMENTS}.` };
  const all = count * repeat;
  if (all > MOST_DOCUMENTS) {
    return { field: 'workload.repeat', message: `${repeat} passes over ${count} documents are ${all}, more than ${MOST_DOCUMENTS}.` };
  }
  const impossible = tooWarm(warmup, count, repeat, workload.mode === 'search');
  if (impossible) return impossible;
  const requests = workload.mode === 'burst' && workload.batch !== 'all' ? Math.ceil(count / workload.batch) : 1;
  if (requests <= MOST_REQUESTS) return undefined;
  return { field: 'workload.batch', message: `a burst of ${requests} requests is more than ${MOST_REQUESTS} at the same time.` };
}

/** A pass may warm up as a whole where others follow, unless the next one is chosen by it. */
function tooWarm(warmup: number, count: number, repeat: number, isSearch: boolean): Impossible | undefined {
  const most = repeat === 1 || isSearch ? count - 1 : count;
  if (warmup <= most) return undefined;
  const documents = isSearch ? `${count} documents of a search` : `${count} documents in ${repeat} ${repeat === 1 ? 'pass' : 'passes'}`;
  const why = isSearch ? ', as its first pass must tell of a rate' : '';
  return { field: 'workload.warmup', message: `of ${documents}, ${most} at most can be for warming up${why}.` };
}

/** A schedule that goes on beyond the deadline was never meant. */
function tooSlow(workload: Workload, count: number, seconds: number): Impossible | undefined {
  if (workload.mode !== 'arrival' && workload.mode !== 'search') return undefined;
  const requests = Math.ceil(count / workload.batch);
  // How fast the later passes of a search are, nobody knows yet.
  const passes = workload.mode === 'search' ? 1 : workload.repeat;
  const needed = Math.round((passes * (requests - 1)) / workload.rate_per_second);
  if (needed <= seconds) return undefined;
  const message = `at ${workload.rate_per_second} a second, ${requests * passes} requests take ${needed} s, longer than the deadline of ${seconds} s.`;
  return { field: 'workload.rate_per_second', message };
}

function unfitNames({ repeat }: Workload, names: readonly string[]): Impossible | undefined {
  if (repeat === 1) return undefined;
  const [clash] = clashingPasses(names, repeat);
  if (clash !== undefined) {
    return { field: 'workload.repeat', message: `a later pass would use the name of a document that is there: ${JSON.stringify(clash)}.` };
  }
  const long = names.find((name) => nameInPass(name, repeat).length > LONGEST_NAME);
  if (long === undefined) return undefined;
  return { field: 'workload.repeat', message: `with its pass, a name is longer than ${LONGEST_NAME} characters: ${JSON.stringify(long)}.` };
}
