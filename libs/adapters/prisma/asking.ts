import { ReadSideUnavailable } from '#read-models';
import { Prisma } from './generated/client.js';
import { isPostgresOutage, OUTAGE } from './outage.js';

/** Outages in Prisma's words: not reached, timed out, closed, no connection free, too many connections. */
const PRISMA_OUTAGES = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);

/** Asks the read side. Throws ReadSideUnavailable where the database, not the question, is the trouble. */
export async function asking<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (cause) {
    if (!isOutage(cause)) throw cause;
    throw new ReadSideUnavailable('The read models cannot be asked right now.', { cause });
  }
}

function isOutage(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    return PRISMA_OUTAGES.has(error.code) || OUTAGE.test(sqlState(error.meta));
  }
  return error instanceof Prisma.PrismaClientInitializationError || isPostgresOutage(error);
}

/** A driver's error reaches us within Prisma's, several layers deep. */
function sqlState(meta: unknown): string {
  const { code, driverAdapterError } = (meta ?? {}) as { code?: string; driverAdapterError?: { cause?: Cause } };
  return driverAdapterError?.cause?.originalCode ?? code ?? '';
}

interface Cause {
  readonly originalCode?: string;
}
