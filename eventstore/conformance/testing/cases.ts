import { it } from '@jest/globals';
import { OUTSIDE } from './outside.js';
import type { Basis } from './sources.js';

type Row = readonly [restsOn: Basis, sentence: string, ...data: unknown[]];
type Data<T extends Row> = T extends readonly [unknown, unknown, ...infer Rest] ? Rest : never;

/** One case: what it rests on is part of its title. What is ours on purpose, or not to be tried on another server, is not asked of one. */
export function conforms(restsOn: Basis, sentence: string, check: () => Promise<void>): void {
  if (typeof restsOn === 'string') return void it(`${sentence} [${restsOn}]`, check);
  const asked = OUTSIDE ? it.skip : it;
  if ('ours' in restsOn) asked(`ours: ${sentence} [EventStoreDB: ${restsOn.ours}]`, check);
  else asked(`${sentence} [${restsOn.source}${OUTSIDE ? `; skipped: ${restsOn.skipped}` : ''}]`, check);
}

/** A case for each row of a table. */
export function conform<const T extends Row>(rows: readonly T[], check: (...data: Data<T>) => Promise<void>): void {
  for (const [restsOn, sentence, ...data] of rows) conforms(restsOn, sentence, () => check(...(data as Data<T>)));
}
