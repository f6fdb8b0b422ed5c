import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { openPool } from '../prisma/pool.js';
import { eventually } from '../testing/eventually.js';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { PgSigningSecrets } from './pg-signing-secrets.js';

const [KEY, SECRET] = [randomBytes(32), Buffer.from('a secret of thirty-two bytes, no less')];

it('finds the secret of a host, and none of another', async () => {
  await secrets.keep('eigen.example', SECRET);
  expect(await secrets.find('eigen.example')).toEqual(SECRET);
  expect(await secrets.find('eigen.example:8443')).toBeUndefined();
});

it('replaces, lists and removes', async () => {
  await secrets.keep('b.example', SECRET);
  await secrets.keep('a.example', SECRET);
  await secrets.keep('b.example', Buffer.alloc(32));
  expect(await secrets.find('b.example')).toEqual(Buffer.alloc(32));
  expect(await secrets.list()).toEqual(['a.example', 'b.example'].map((host) => ({ host, createdAt: expect.any(Date) })));
  expect(await secrets.remove('a.example')).toBe(true);
  expect(await secrets.remove('a.example')).toBe(false);
  expect(await secrets.find('a.example')).toBeUndefined();
});

it('hears within seconds of what another process changes', async () => {
  const elsewhere = new PgSigningSecrets(pool, KEY);
  expect(await elsewhere.find('eigen.example')).toBeUndefined();
  await secrets.keep('eigen.example', SECRET);
  await eventually(async () => expect(await elsewhere.find('eigen.example')).toEqual(SECRET));
  await secrets.remove('eigen.example');
  await eventually(async () => expect(await elsewhere.find('eigen.example')).toBeUndefined());
});

it('leaves nothing in the table from which a secret could be read', async () => {
  await secrets.keep('eigen.example', SECRET);
  const { rows } = await pool.query('SELECT * FROM secrets.signing_secret');
  const bytes = [rows[0].wrapped_key, rows[0].ciphertext].map((each: Buffer) => each.toString('latin1')).join();
  for (const form of [SECRET.toString(), KEY.toString('latin1')]) expect(bytes).not.toContain(form);
});

it.each([
  ['another master key', () => new PgSigningSecrets(pool, randomBytes(32)), 'another master key'],
  ['a row of another host', async () => copied(), 'was tampered with'],
])('neither lets in nor sends away for good with %s', async (_, other, words) => {
  await secrets.keep('eigen.example', SECRET);
  const found = (await other()).find('eigen.example');
  await expect(found).rejects.toThrow(expect.objectContaining({ name: 'KeysUnavailable', message: expect.stringContaining(words) }));
});

it('does not open as a secret what is kept as a login', async () => {
  await secrets.keep('eigen.example', SECRET);
  const insert = `INSERT INTO secrets.credential (benchmark_id, key_id, wrapped_key, ciphertext)
    SELECT host, key_id, wrapped_key, ciphertext FROM secrets.signing_secret`;
  await pool.query(insert);
  const { PgCredentials } = await import('./pg-credentials.js');
  await expect(new PgCredentials(pool, KEY).find('eigen.example')).rejects.toThrow('was tampered with');
});

async function copied(): Promise<PgSigningSecrets> {
  await secrets.keep('other.example', Buffer.alloc(32));
  await pool.query(`UPDATE secrets.signing_secret AS row SET wrapped_key = other.wrapped_key, ciphertext = other.ciphertext
    FROM secrets.signing_secret AS other WHERE other.host = 'other.example' AND row.host = 'eigen.example'`);
  return new PgSigningSecrets(pool, KEY);
}

let database: FreshDatabase;
let pool: ReturnType<typeof openPool>;
let secrets: PgSigningSecrets;
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, { size: 4 });
});
beforeEach(async () => {
  await pool.query('TRUNCATE secrets.signing_secret');
  secrets = new PgSigningSecrets(pool, KEY);
});
afterAll(async () => {
  await pool.end();
  await database.discard();
});
