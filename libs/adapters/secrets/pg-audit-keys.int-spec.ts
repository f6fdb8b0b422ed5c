import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { isSignedBy, signedText, type SignedHead } from '#eventsourcing';
import { openPool } from '../prisma/pool.js';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { PgAuditKeys } from './pg-audit-keys.js';

it('makes one first key, however many processes ask for it at a time, and signs with it', async () => {
  const others = Array.from({ length: 8 }, () => new PgAuditKeys(pool, master));
  const signers = await Promise.all(others.map((each) => each.current()));
  const [key, ...more] = await keys.list();
  expect([more, new Set(signers.map(({ keyId }) => keyId))]).toEqual([[], new Set([key!.key_id])]);
  const signature = signers[3]!.sign(signedText({ n: 1 }));
  const isGood = (n: number) => isSignedBy<{ n: number }>({ n, signature }, key!.public_key);
  expect([isGood(1), isGood(2)]).toEqual([true, false]);
  expect([key!.previous, isSignedBy(key!, key!.public_key)]).toEqual([null, true]);
});

it('has the old key vouch for the new one, and wipes what signed', async () => {
  const first = await keys.current();
  const made = await keys.rotate();
  const [old, fresh] = await keys.list();
  expect([old!.key_id, fresh, made.previous]).toEqual([first.keyId, made, first.keyId]);
  expect([isSignedBy(made, old!.public_key), (await keys.current()).keyId]).toEqual([true, made.key_id]);
  const { rows } = await pool.query('SELECT ciphertext IS NULL AS wiped FROM secrets.audit_key ORDER BY sequence');
  expect(rows).toEqual([{ wiped: true }, { wiped: false }]);
});

it('begins anew with a key that nobody vouches for, even where the old one cannot be opened', async () => {
  await keys.current();
  await keys.remember(HEAD);
  const elsewhere = new PgAuditKeys(pool, randomBytes(32));
  await expect(elsewhere.rotate()).rejects.toThrow('another master key');
  expect(await keys.signed()).toEqual(HEAD);
  const made = await elsewhere.restart();
  expect([made.previous, (await elsewhere.current()).keyId, await keys.signed()]).toEqual([null, made.key_id, undefined]);
});

it('remembers what was signed last', async () => {
  expect(await keys.signed()).toBeUndefined();
  await keys.remember(HEAD);
  await keys.remember({ ...HEAD, revision: 8 });
  expect(await keys.signed()).toEqual({ ...HEAD, revision: 8 });
});

it('keeps nothing that signs in the clear', async () => {
  await keys.current();
  const { rows } = await pool.query('SELECT ciphertext, wrapped_key FROM secrets.audit_key');
  for (const bytes of Object.values(rows[0] as Record<string, Buffer>)) expect(bytes.includes(PKCS8)).toBe(false);
});

const HEAD = { revision: 7, hash: 'a'.repeat(64), checkpoint: { tree_size: 9, frontier: [], signature: 'x' } } as unknown as SignedHead;
/** What every Ed25519 key in PKCS #8 begins with. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const master = randomBytes(32);
let database: FreshDatabase;
let pool: ReturnType<typeof openPool>;
let keys: PgAuditKeys;
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url);
});
beforeEach(async () => {
  await pool.query('TRUNCATE secrets.audit_key, secrets.audit_head');
  keys = new PgAuditKeys(pool, master);
});
afterAll(async () => {
  await pool?.end();
  await database?.discard();
});
