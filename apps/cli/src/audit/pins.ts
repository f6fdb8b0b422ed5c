import { readFile } from 'node:fs/promises';
import { EXIT, Failure } from '../failure.js';

const KEY_ID = /^[0-9a-f]{32}$/;
/** 44 bytes: an Ed25519 key in DER. */
const PUBLIC_KEY = /^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/;

/** Keys that are trusted: each the id of a key, the key itself, or a file with one, in PEM or bare. Throws a Failure. */
export const pinsOf = (texts: readonly string[]): Promise<readonly string[]> => Promise.all(texts.map(pinOf));

async function pinOf(text: string): Promise<string> {
  const given = keyIn(text) ?? keyIn(await readFile(text, 'utf8').catch(() => ''));
  if (given !== undefined) return given;
  const how = 'It is the id of a key, a public key in base64, or a file with one; `npm run keys -- audit list` shows both.';
  throw new Failure(EXIT.usage, `--trust ${text} names no Ed25519 key.`, how);
}

function keyIn(text: string): string | undefined {
  const bare = text.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '');
  return KEY_ID.test(bare) || PUBLIC_KEY.test(bare) ? bare : undefined;
}
