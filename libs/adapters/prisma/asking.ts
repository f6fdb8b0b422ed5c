import { ReadSideUnavailable } from '#read-models';
import { Prisma } from './generated/client.js';

/** What PostgreSQL says when it is not the question's fault: connections, resources, shutdowns, deadlines. */
const OUTAGE = /^(08|53|57P|58|57014|25P03)/;
/** The same in Prisma's words: not reached, timed out, closed, no connection free, too many connections. */
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
  return error instanceof Prisma.PrismaClientInitializationError || isConnectionTrouble(error);
}

/** A driver's error reaches us within Prisma's, several layers deep. */
function sqlState(meta: unknown): string {
  const { code, driverAdapterError } = (meta ?? {}) as { code?: string; driverAdapterError?: { cause?: Cause } };
  return driverAdapterError?.cause?.originalCode ?? code ?? '';
}

interface Cause {
  readonly originalCode?: string;
}

/** What has no code: the pool's and the socket's own words. */
const isConnectionTrouble = (error: unknown): boolean =>
  error instanceof Error && /timeout|terminated|connection|ECONN|does not answer/i.test(error.message);
