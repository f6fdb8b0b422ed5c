import { z } from 'zod';
import { parseInstant } from '#domain';

const NO_TIME = 'is no time: seconds since 1970, or ISO 8601 with its offset';
const revision = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** A time in a query, in microseconds. */
export const time = z.string().transform((text, context) => {
  const instant = parseInstant(text);
  if (instant === undefined) context.addIssue({ code: 'custom', message: NO_TIME });
  return instant ?? z.NEVER;
});

/** As of when something is asked for; without either, as it is now. */
export const asOf = {
  at_revision: revision.optional().describe('As it was at this revision, inclusive.'),
  at: time.optional().describe('As it was at this time: seconds since 1970, or ISO 8601 with its offset. Not together with `at_revision`.'),
};

/** Whether only one of the two is given. */
export const isOneMoment = ({ at, at_revision: atRevision }: AsOf): boolean => at === undefined || atRevision === undefined;
export const TWO_MOMENTS = { path: ['at'], error: 'cannot go together with at_revision' };

/** As of when. */
export const asOfQuery = z.strictObject(asOf).refine(isOneMoment, TWO_MOMENTS);

/** The same, once validated; a time in microseconds. */
export interface AsOf {
  readonly at_revision?: number | undefined;
  readonly at?: number | undefined;
}

/** As it is now. */
export const isNow = ({ at, at_revision: atRevision }: AsOf): boolean => at === undefined && atRevision === undefined;
