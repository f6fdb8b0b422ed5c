import { it } from '@jest/globals';
import { OUTSIDE } from './server.js';
import type { Ours, Source } from './sources.js';

type Row = readonly [restsOn: Source | Ours, sentence: string, ...data: unknown[]];
type Data<T extends Row> = T extends readonly [unknown, unknown, ...infer Rest] ? Rest : never;

/** One case: what it rests on is part of its title. What is ours on purpose is not asked of another server. */
export function conforms(restsOn: Source | Ours, sentence: string, check: () => Promise<void>): void {
  if (typeof restsOn === 'string') return void it(`${sentence} [${restsOn}]`, check);
  (OUTSIDE ? it.skip : it)(`ours: ${sentence} [EventStoreDB: ${restsOn.ours}]`, check);
}

/** A case for each row of a table. */
export function conform<const T extends Row>(rows: readonly T[], check: (...data: Data<T>) => Promise<void>): void {
  for (const [restsOn, sentence, ...data] of rows) conforms(restsOn, sentence, () => check(...(data as Data<T>)));
}
