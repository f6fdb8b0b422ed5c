const LIMIT = 300;
const ENTITIES = new Map([['&', '&amp;'], ['<', '&lt;'], ['>', '&gt;'], ['"', '&quot;']]);

/** Takes secrets out of a text, in every form they are likely to be written in. */
export type Redact = (text: string) => string;

/** Redacts these secrets: as they are, and encoded as base64 (also in the middle of it), URL, form, JSON and HTML. */
export function redacting(secrets: Iterable<string>): Redact {
  const forms = new Set([...secrets].filter(Boolean).flatMap(formsOf));
  if (forms.size === 0) return (text) => text;
  // The longest first: one form may be a part of another.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'g');
  return (text) => text.replace(pattern, '***');
}

/** A text from outside as it may stand in an event or a log line: one line, well-formed, not long. */
export function oneLine(text: string): string {
  const line = wellFormed(text).replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length <= LIMIT ? line : `${wellFormed(line.slice(0, LIMIT - 1))}…`;
}

/** What an error says, whatever was thrown: not all of it is an Error of our own realm. */
export function wordsOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.map(wordsOf).join('; ');
  return ('message' in error && String(error.message)) || nameOf(error) || 'an error without words';
}

/** The name of an error; empty where it has none. */
export const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';

const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\uFFFD');

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const words = [secret, inJson, asciiOnly(inJson)];
  const urls = words.flatMap((word) => [encodeURIComponent, encodeURI].map((encode) => encode(wellFormed(word))));
  const form = new URLSearchParams([['', secret]]).toString().slice(1);
  const texts = [...words, ...urls, form].flatMap((text) => [text, ...DIGITS.map((digits) => recased(text, digits))]);
  return [...texts, ...inHtml(secret), ...base64Of(secret), ...insideBase64(secret)];
}

/** The digits of `%c3` and `\u00c3` come large and small. */
const DIGITS = [(text: string) => text.toLowerCase(), (text: string) => text.toUpperCase()];
const recased = (text: string, digits: (text: string) => string): string =>
  text.replace(/(?<=%)[0-9a-f]{2}|(?<=\\u)[0-9a-f]{4}/gi, digits);

const asciiOnly = (json: string): string =>
  json.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

function inHtml(secret: string): string[] {
  const html = secret.replace(/[&<>"]/g, (sign) => ENTITIES.get(sign) ?? sign);
  return ['&#39;', '&#x27;'].map((quote) => html.replaceAll("'", quote));
}

function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')];
}

/** After other bytes, a secret looks different in base64, in one of three ways; its ends mix with theirs. */
function insideBase64(secret: string): string[] {
  const shifted = [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
    return [bytes.toString('base64').slice(from, to), bytes.toString('base64url').slice(from, to)];
  });
  return shifted.filter((form) => form.length >= 6);
}
