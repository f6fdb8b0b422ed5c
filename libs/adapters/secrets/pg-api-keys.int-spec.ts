import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ROLES } from '#ports';
import { openPool } from '../prisma/pool.js';
import { eventually } from '../testing/eventually.js';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { PgApiKeys } from './pg-api-keys.js';

it.each(ROLES)('knows a key of the role %s again, from another process too', async (role) => {
  const { key, ...made } = await keys.create(role, 'for a test');
  expect(made).toMatchObject({ role, name: 'for a test', revokedAt: null });
  expect(key).toMatch(new RegExp(`^slowking_${role}_[A-Za-z0-9_-]{43}$`));
  expect(await keys.find(key)).toEqual(made);
  expect(await elsewhere.find(key)).toEqual(made);
});

it('makes no key twice', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => keys.create('auditor', 'x')));
  expect(new Set(made.map(({ key }) => key)).size).toBe(20);
  expect(new Set(made.map(({ keyId }) => keyId)).size).toBe(20);
});

it('knows no key that differs from one it made', async () => {
  const { key } = await keys.create('operator', 'x');
  const last = key.at(-1) === 'A' ? 'E' : 'A';
  const wrong = [key.slice(0, -1) + last, `${key}A`, key.slice(1), key.replace('operator', 'auditor'), ` ${key}`, ''];
  for (const presented of wrong) expect(await keys.find(presented)).toBeUndefined();
});

it('keeps the SHA-256 of a key and nothing else of it', async () => {
  const { key } = await keys.create('operator', 'x');
  const { rows } = await database.pool.query('SELECT * FROM secrets.api_key');
  expect(rows).toMatchObject([{ sha256: createHash('sha256').update(key).digest() }]);
  const secret = key.split('_').slice(2).join('_');
  const bytes = Buffer.from(secret, 'base64url');
  const dump = `${JSON.stringify(rows)} ${rows[0].sha256.toString('latin1')} ${rows[0].sha256.toString('base64url')}`;
  for (const form of [secret, bytes.toString('hex'), bytes.toString('base64')]) expect(dump).not.toContain(form);
});

it('knows a key at once, and a revoked one no more within seconds, wherever it was made or revoked', async () => {
  expect(await elsewhere.isEmpty()).toBe(true);
  const { key, keyId } = await keys.create('operator', 'x');
  await eventually(async () => expect(await elsewhere.find(key)).toBeDefined());
  expect(await keys.revoke(keyId)).toBe(true);
  expect(await keys.find(key)).toBeUndefined();
  await eventually(async () => expect(await elsewhere.find(key)).toBeUndefined());
});

it('revokes for good', async () => {
  const { keyId } = await keys.create('operator', 'x');
  await keys.revoke(keyId);
  const [first] = await keys.list();
  expect(await keys.revoke(keyId)).toBe(true);
  expect(await keys.list()).toEqual([first]);
  expect(first!.revokedAt).toBeInstanceOf(Date);
});

it('revokes nothing that there is not', async () => {
  expect(await keys.revoke('nobody')).toBe(false);
});

it('lists the newest first, and nothing that opens anything', async () => {
  for (const name of ['a', 'b', 'c']) await keys.create('auditor', name);
  const listed = await keys.list();
  expect(listed.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  expect(Object.keys(listed[0]!).sort()).toEqual(['createdAt', 'keyId', 'name', 'revokedAt', 'role']);
});

it('is empty until the first key was made, and not any more when all are revoked', async () => {
  expect(await keys.isEmpty()).toBe(true);
  const { keyId } = await keys.create('operator', 'x');
  await keys.revoke(keyId);
  expect(await keys.isEmpty()).toBe(false);
});

it('does not ask PostgreSQL each time', async () => {
  const { key } = await keys.create('operator', 'x');
  const asked = counted();
  const since = Date.now();
  for (let n = 0; n < 2_000; n++) await keys.find(key);
  expect(asked()).toBeLessThanOrEqual(5 + (Date.now() - since) / 1_000);
});

it('asks a few times a second for keys that nobody made, and never for what is no key', async () => {
  await keys.isEmpty();
  const asked = counted();
  const since = Date.now();
  for (let n = 0; n < 500; n++) await keys.find(`slowking_operator_${randomBytes(32).toString('base64url')}`);
  expect(asked()).toBeLessThanOrEqual(2 + (Date.now() - since) / 200);
  const before = asked();
  for (let n = 0; n < 500; n++) await keys.find(`password-${n}`);
  expect(asked() - before).toBeLessThanOrEqual(1);
});

it('goes on with the keys it knows while PostgreSQL is away, and says of others that it cannot tell', async () => {
  const { key } = await keys.create('operator', 'x');
  await keys.find(key);
  await database.server.stop();
  try {
    expect(await keys.find(key)).toMatchObject({ role: 'operator' });
    expect(await keys.isEmpty()).toBe(false);
    const unknown = `slowking_operator_${randomBytes(32).toString('base64url')}`;
    const cannotTell = () => expect(keys.find(unknown)).rejects.toThrow(expect.objectContaining({ name: 'KeysUnavailable' }));
    await eventually(cannotTell);
    expect(await keys.find('no key at all')).toBeUndefined();
    await expect(new PgApiKeys(database.pool).isEmpty()).rejects.toThrow(expect.objectContaining({ name: 'KeysUnavailable' }));
  } finally {
    await database.server.start();
  }
  const { key: another } = await new PgApiKeys(database.pool).create('auditor', 'after');
  await eventually(async () => expect(await keys.find(another)).toMatchObject({ role: 'auditor' }));
});

/** How often the database has been asked since. */
function counted(): () => number {
  const query = database.pool.query;
  let count = 0;
  database.pool.query = ((...args: unknown[]) => {
    count += 1;
    return Reflect.apply(query, database.pool, args);
  }) as typeof query;
  restore = () => (database.pool.query = query);
  return () => count;
}

let restore: (() => unknown) | undefined;
let database: { readonly server: FreshDatabase; readonly pool: ReturnType<typeof openPool> };
let keys: PgApiKeys;
let elsewhere: PgApiKeys;
beforeAll(async () => {
  const server = await freshDatabase();
  database = { server, pool: openPool(server.url, { size: 4 }) };
});
beforeEach(async () => {
  restore?.();
  restore = undefined;
  await database.pool.query('TRUNCATE secrets.api_key');
  [keys, elsewhere] = [new PgApiKeys(database.pool), new PgApiKeys(database.pool)];
});
afterAll(async () => {
  await database.pool.end();
  await database.server.discard();
});
