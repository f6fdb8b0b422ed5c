import { seededRandom, shuffled } from './random.js';
import type { Workload } from './workload.js';

const PASS = /^pass-([1-9]\d*)__(.+)$/s;

/** What a document is called when it is sent again: its own name in the first pass, `pass-2__<name>` in the second. */
export const nameInPass = (name: string, pass: number): string => (pass === 1 ? name : `pass-${pass}__${name}`);

/** What a document of a pass is called in the corpus. */
export const nameInCorpus = (name: string, pass: number): string => (pass === 1 ? name : name.slice(`pass-${pass}__`.length));

/** The names of a corpus that a later pass would use for another of its documents. */
export function clashingPasses(names: readonly string[], repeat: number): readonly string[] {
  const all = new Set(names);
  return names.filter((name) => {
    const [, pass, other] = PASS.exec(name) ?? [];
    return other !== undefined && Number(pass) > 1 && Number(pass) <= repeat && all.has(other);
  });
}

/** What distinguishes a document of a pass from the same one in another: nothing where there is only one pass. */
export interface InPass {
  readonly pass?: number;
  readonly warmup?: true;
}

/** Every document of every pass, in the order in which they are sent. */
export function* inPasses<Item>(items: readonly Item[], workload: Workload): Generator<readonly [Item, number, InPass]> {
  const { repeat, warmup, order } = workload;
  for (let pass = 1; pass <= repeat; pass += 1) {
    const sequence = order.kind === 'given' ? items : shuffled(items, seededRandom(order.seed, pass));
    for (const [index, item] of sequence.entries()) {
      const isWarmUp = pass === 1 && index < warmup;
      yield [item, pass, { ...(repeat > 1 && { pass }), ...(isWarmUp && { warmup: true }) }];
    }
  }
}
