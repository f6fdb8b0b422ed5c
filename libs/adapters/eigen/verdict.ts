import { PlatformRefused, PlatformUnavailable } from '#ports';
import { nameOf, oneLine, wordsOf, type Redact } from '../secrets/redaction.js';
import { AnswerTooLong, type Answer } from './eigen-connection.js';

/** The answers 4xx that say "later". */
const LATER = [408, 425, 429];

/** What an answer means that is no success. `what` was asked; the answer's words come without secrets, on one line. */
export function failureOf(what: string, answer: Answer, redact: Redact): PlatformRefused | PlatformUnavailable {
  const { status } = answer;
  const said = `the platform answered ${status} to ${what}`;
  if (status >= 300 && status < 400) {
    // Redacted first: cut in two, a secret would not be found any more.
    const [location] = oneLine(redact(String(answer.headers.location ?? 'nowhere'))).split(/[?#]/);
    return new PlatformRefused(`${said}, a redirect to ${location}; redirects are not followed`);
  }
  const text = oneLine(redact(answer.text));
  const Failure = status >= 400 && status < 500 && !LATER.includes(status) ? PlatformRefused : PlatformUnavailable;
  return new Failure(text ? `${said}: ${text}` : said);
}

/** What it means that there is no answer. The error itself is not handed on: it may hold what was sent or received. */
export function outageOf(what: string, error: unknown, redact: Redact): PlatformRefused | PlatformUnavailable {
  if (error instanceof PlatformRefused || error instanceof PlatformUnavailable) return error;
  const reason = oneLine(redact(reasonOf(error)));
  if (error instanceof AnswerTooLong) return new PlatformRefused(`the platform gave ${reason} to ${what}`);
  return new PlatformUnavailable(`the platform gave no answer to ${what}: ${reason}`);
}

/** A file that was to be sent is not what it was. */
export const isUnreadable = (error: unknown): boolean => nameOf(error) === 'NotReadableError';

function reasonOf(error: unknown): string {
  if (nameOf(error) === 'TimeoutError') return 'it took too long';
  return wordsOf(error);
}
