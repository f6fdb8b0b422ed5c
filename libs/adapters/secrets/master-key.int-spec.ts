import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { masterKey } from './master-key.js';

const KEY = Buffer.from('fbff00112233445566778899aabbccddeeff00112233445566778899aabbccdd', 'hex');

it.each([
  ['base64', KEY.toString('base64')],
  ['base64 without its end', KEY.toString('base64').replace('=', '')],
  ['base64 for URLs', KEY.toString('base64url')],
  ['hexadecimal digits', KEY.toString('hex')],
  ['large hexadecimal digits', ` ${KEY.toString('hex').toUpperCase()}\n`],
])('takes the key of the variable in %s, and makes no file', async (_, value) => {
  expect(await masterKey({ value, file })).toEqual(KEY);
  expect(await readdir(folder)).toEqual([]);
});

it.each(['password', KEY.toString('base64').slice(4), KEY.toString('hex').slice(1), `${KEY.toString('base64')}A`])(
  'refuses a variable that is no key, without repeating it',
  async (value) => {
    const refused = await masterKey({ value, file }).catch((error: Error) => error.message);
    expect(refused).toContain('SLOWKING_SECRET_KEY must be 32 bytes, in base64 or as 64 hexadecimal digits');
    expect(refused).not.toContain(value);
    expect(await readdir(folder)).toEqual([]);
  },
);

it.each([undefined, ''])('makes a key once when the variable is %j, for us alone', async (value) => {
  const inside = join(folder, 'made', 'secret.key');
  const key = await masterKey({ value, file: inside });
  expect(key).toHaveLength(32);
  expect(await masterKey({ value, file: inside })).toEqual(key);
  expect((await stat(inside)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'made'))).toEqual(['secret.key']);
});

it('makes another key in another place', async () => {
  expect(await masterKey({ file })).not.toEqual(await masterKey({ file: `${file}2` }));
});

it('is one key for all that start together', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => masterKey({ file })));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(await readdir(folder)).toEqual(['secret.key']);
});

it.each([0o640, 0o604, 0o660, 0o644])('refuses a file that others may read (mode %o)', async (mode) => {
  await masterKey({ file });
  await chmod(file, mode);
  await expect(masterKey({ file })).rejects.toThrow(`${file} holds the master key and others may read it: chmod 600`);
});

it('takes a file that somebody else made', async () => {
  await writeFile(file, `${KEY.toString('hex')}\n`, { mode: 0o600 });
  expect(await masterKey({ file })).toEqual(KEY);
});

it.each(['', 'half a key', randomBytes(31).toString('base64')])('refuses a damaged file and keeps it', async (text) => {
  await writeFile(file, text, { mode: 0o600 });
  await expect(masterKey({ file })).rejects.toThrow(`${file} should hold the master key`);
  expect(await readFile(file, 'utf8')).toBe(text);
});

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-'));
  file = join(folder, 'secret.key');
});
afterEach(() => rm(folder, { recursive: true }));
