import { z } from 'zod';
import { named } from '../http/shapes.js';

const part = z.object({ status: z.enum(['up', 'down']), detail: z.string().optional() });
const consumer = z.object({
  consumer: z.string(),
  position: z.string().nullable().describe('In the log; too large for a number in some languages.'),
  log_end: z.string().nullable(),
  lag: z.number().min(0).nullable().describe('Positions behind the end of the log; on a quiet log, those that hold nothing for it may count.'),
  blocked: z
    .object({ reason: z.string(), since: z.iso.datetime() })
    .nullable()
    .describe('It waits for people, or has failed several times in a row.'),
});

/** How slowking itself is doing. */
export const healthAnswer = named(
  'Health',
  z.object({ status: z.enum(['ok', 'down']), parts: z.record(z.string(), part), consumers: z.array(consumer) }),
);
/** The same as a type. */
export type HealthAnswer = z.infer<typeof healthAnswer>;
