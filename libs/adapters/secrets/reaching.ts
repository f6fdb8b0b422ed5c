import { KeysUnavailable } from '#ports';
import { isPostgresOutage } from '../prisma/outage.js';

/** Asks the schema `secrets`. Throws KeysUnavailable where the database, not the question, is the trouble. */
export async function reaching<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (cause) {
    if (!isPostgresOutage(cause)) throw cause;
    throw new KeysUnavailable(`Logins and keys cannot be reached right now: ${wordsOf(cause)}`, { cause });
  }
}

/** Where a name has several addresses, only the code says what happened. */
const wordsOf = (cause: unknown): string => {
  const { message, code } = cause as { message: string; code?: string };
  return message || String(code);
};
