import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { familyOf } from '../prisma/checkpoint.js';
import { LIVE } from '../prisma/read-model.js';
import type { Filling } from './filling.js';
import type { TableComparison } from './rebuild-news.js';
import type { Shadow } from './shadow.js';
import { checkpointsOf, type Checkpoints } from './shadow-tables.js';
import { differences, digestOf } from './table-digest.js';

/** Milliseconds that projections which are behind may stand still, and between looks at them. */
const PATIENCE = 5_000;
const LOOK = 50;

/** Two connections: one sees the live tables as they were at one moment, one the new ones. */
export interface Sessions {
  readonly session: Client;
  readonly witness: Client;
}

/**
 * Compares the new tables with the live ones at the same positions. Nobody waits for it: the live tables are seen as they
 * were when it began, with the checkpoints of that moment, and the new ones are filled up to just there.
 */
export async function compare(sessions: Sessions, filling: Filling, shadows: readonly Shadow[]): Promise<readonly TableComparison[]> {
  const { witness } = sessions;
  await untilLiveIsThere(witness, shadows);
  await witness.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const seen = await checkpointsOf(witness, shadows.map(({ model }) => model));
    const limits = new Map(shadows.filter((shadow) => !obstacle(shadow, seen)).map(({ consumer }) => [consumer, seen.get(consumer) ?? -1n]));
    const obstacles = new Map(shadows.map((shadow) => [shadow, obstacle(shadow, seen)]));
    await filling.pass(limits);
    const compared: TableComparison[] = [];
    for (const shadow of shadows) compared.push(await compareTable(sessions, shadow, obstacles.get(shadow)));
    return compared;
  } finally {
    await witness.query('ROLLBACK');
  }
}

async function compareTable({ session, witness }: Sessions, { model, schema }: Shadow, reason: string | undefined): Promise<TableComparison> {
  const rebuilt = { session, schema, digest: await digestOf(session, schema, model) };
  const about = { table: model.name, rows: rebuilt.digest.rows, hash: rebuilt.digest.hash };
  if (reason !== undefined) return { ...about, result: 'not compared', reason, differences: [] };
  const live = { session: witness, schema: LIVE, digest: await digestOf(witness, LIVE, model) };
  if (live.digest.hash === rebuilt.digest.hash) return { ...about, result: 'equal', reason: null, differences: [] };
  return { ...about, result: 'different', reason: null, differences: await differences(live, rebuilt, model) };
}

/** Why a live table cannot be compared with the new one. */
function obstacle({ consumer, reached }: Shadow, seen: Checkpoints): string | undefined {
  const position = seen.get(consumer);
  if (position !== undefined && position >= reached) return undefined;
  if (position !== undefined) return `the live table is behind: it tells of ${position}, the rebuilt one of ${reached}`;
  const other = [...seen.keys()].find((name) => familyOf(name) === familyOf(consumer));
  if (other !== undefined) return `the live table is ${other}, the rebuilt one ${consumer}`;
  return reached < 0n ? undefined : 'the live table has not been filled yet';
}

/** The projections are a moment behind the log, as a rule; where they do not move, nobody knows when they will. */
async function untilLiveIsThere(witness: Client, shadows: readonly Shadow[]): Promise<void> {
  const models = shadows.map(({ model }) => model);
  let [last, since] = ['', performance.now()];
  while (performance.now() - since < PATIENCE) {
    const seen = await checkpointsOf(witness, models);
    if (shadows.every(({ consumer, reached }) => !seen.has(consumer) || seen.get(consumer)! >= reached)) return;
    const now = [...seen].join();
    if (now !== last) [last, since] = [now, performance.now()];
    await sleep(LOOK);
  }
}
