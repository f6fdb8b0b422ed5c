import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { NotABundle } from '#eventsourcing';
import { EXIT, Failure } from '../failure.js';
import { linesOf } from '../http/server-sent-events.js';

/** No proof is longer, in characters. */
const LONGEST_DOCUMENT = 64 * 1024 * 1024;

/** What is to be verified: lines, each a JSON document, or one document. */
export type Input =
  | { readonly kind: 'lines'; readonly lines: AsyncIterable<object> }
  | { readonly kind: 'document'; readonly document: unknown };

/** Reads a file; `-` is stdin. Throws a Failure where there is none, NotABundle for what is no JSON. */
export async function inputOf(file: string): Promise<Input> {
  const found = file === '-' || (await stat(file).catch(() => undefined))?.isFile();
  if (!found) throw new Failure(EXIT.usage, `There is no file ${file}.`);
  return inputIn(textIn(file === '-' ? process.stdin : createReadStream(file)));
}

/** The same of a text that comes in pieces. */
export async function inputIn(text: AsyncIterable<string>): Promise<Input> {
  const pieces = text[Symbol.asyncIterator]();
  let start = '';
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    start += next.value;
    if (start.includes('\n')) break;
  }
  const isLines = start.includes('\n') && isObject(start.slice(0, start.indexOf('\n')));
  const whole = (async function* () {
    yield start;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  })();
  return isLines ? { kind: 'lines', lines: documents(whole) } : { kind: 'document', document: parsed(await joined(whole)) };
}

async function* textIn(bytes: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const piece of bytes) yield decoder.decode(piece as Uint8Array, { stream: true });
}

async function* documents(text: AsyncIterable<string>): AsyncGenerator<object> {
  let count = 0;
  for await (const line of linesOf(text)) {
    count += 1;
    yield parsed(line, `Its line ${count} is`) as object;
  }
}

async function joined(text: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const piece of text) {
    all += piece;
    if (all.length > LONGEST_DOCUMENT) throw new NotABundle('It is far too long for a proof, and no bundle.');
  }
  return all;
}

function parsed(text: string, what = 'It is'): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new NotABundle(`${what} no JSON object: this is no bundle and no proof, or it was cut.`);
}

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
