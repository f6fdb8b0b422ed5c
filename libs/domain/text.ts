/**
 * Text from outside, fit for an event, a log line or a mail: one line, well-formed, without control characters,
 * at most so many characters.
 */
export function plainText(text: string, limit = 500): string {
  const line = text.toWellFormed().replace(/\p{Cc}+/gu, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1).toWellFormed()}…` : line;
}
