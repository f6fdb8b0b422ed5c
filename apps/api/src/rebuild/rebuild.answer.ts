import { z } from 'zod';
import type { RebuildState } from '#adapters';
import { named } from '../http/shapes.js';

const difference = z.object({
  key: z.string().describe('The primary key, its parts joined with a slash.'),
  found: z.enum(['in both', 'in the live table only', 'in the rebuilt table only']),
  columns: z.array(z.string()).describe('Those that are not the same.'),
});
const table = z.object({
  table: z.string(),
  rows: z.int(),
  hash: z.string().describe('SHA-256 over the rebuilt rows, whatever their order.'),
  result: z.enum(['equal', 'different', 'not compared']).describe('Beside the live table at the same position.'),
  reason: z.string().nullable().describe('Why it was not compared.'),
  differences: z.array(difference).describe('Ten at most.'),
});

/** A rebuild of the read models. */
export const rebuildAnswer = named(
  'Rebuild',
  z.object({
    rebuild_id: z.string(),
    phase: z.enum(['waiting', 'filling', 'comparing', 'switching', 'switched', 'different', 'failed']).describe('The last three are ends.'),
    accept_differences: z.boolean(),
    events: z.int().describe('Events of the log that were read.'),
    total: z.int().describe('Of about so many, as far as the positions in the log tell.'),
    events_per_second: z.number(),
    tables: z.array(table),
    error: z.string().nullable(),
    asked_at: z.string(),
    started_at: z.string().nullable(),
    ended_at: z.string().nullable(),
  }),
);
/** The same as a type. */
export type RebuildAnswer = z.infer<typeof rebuildAnswer>;

/** As the API shows it. */
export function shownRebuild({ rebuildId, acceptDifferences, eventsPerSecond, tables, ...state }: RebuildState): RebuildAnswer {
  const { phase, events, total, error, askedAt, startedAt, endedAt } = state;
  return {
    rebuild_id: rebuildId,
    phase,
    accept_differences: acceptDifferences,
    events,
    total,
    events_per_second: eventsPerSecond,
    tables: tables.map((compared) => ({ ...compared, differences: compared.differences.map((one) => ({ ...one, columns: [...one.columns] })) })),
    error,
    asked_at: askedAt.toISOString(),
    started_at: startedAt?.toISOString() ?? null,
    ended_at: endedAt?.toISOString() ?? null,
  };
}
