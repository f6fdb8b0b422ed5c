import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { openPool } from '../prisma/pool.js';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { PgCredentials } from './pg-credentials.js';
import { credentialsContract } from './testing/credentials.contract.js';

const KEY = randomBytes(32);
const LOGIN = { username: 'somebody-else', password: 'correct horse battery staple' };

credentialsContract('PgCredentials', async () => new PgCredentials(pool, KEY));

it('opens nothing with another master key, and says so', async () => {
  const id = await kept();
  const other = new PgCredentials(pool, randomBytes(32));
  await expect(other.find(id)).rejects.toThrow(`the login of ${id} was kept with another master key`);
});

it('opens nothing with another master key that passes for the right one', async () => {
  const [id, others] = [await kept(), randomUUID()];
  const other = new PgCredentials(pool, randomBytes(32));
  await other.keep(others, LOGIN);
  const sql = `UPDATE secrets.credential SET key_id = (SELECT key_id FROM secrets.credential WHERE benchmark_id = $2)
    WHERE benchmark_id = $1`;
  await pool.query(sql, [id, others]);
  await expect(other.find(id)).rejects.toThrow(`the login of ${id} was tampered with`);
});

it.each(['wrapped_key', 'ciphertext', 'wrapped_key = from_row.wrapped_key, ciphertext'])(
  'does not open for one benchmark what was kept for another (%s)',
  async (columns) => {
    const [id, other] = [await kept(), await kept()];
    const last = columns.split(' ').at(-1)!;
    const sql = `UPDATE secrets.credential AS row SET ${columns} = from_row.${last}
      FROM secrets.credential AS from_row WHERE row.benchmark_id = $1 AND from_row.benchmark_id = $2`;
    await pool.query(sql, [id, other]);
    await expect(credentials().find(id)).rejects.toThrow(`the login of ${id} was tampered with`);
    expect(await credentials().find(other)).toEqual(LOGIN);
  },
);

it.each(['wrapped_key', 'ciphertext'])('notices any changed, lost or added byte of the %s', async (column) => {
  const id = await kept();
  const { rows } = await pool.query(`SELECT ${column} AS box FROM secrets.credential WHERE benchmark_id = $1`, [id]);
  const box = rows[0].box as Buffer;
  const flipped = [...box.keys()].map((at) => Buffer.from(box).fill(box[at]! ^ 1, at, at + 1));
  const cut = [box.subarray(1), box.subarray(0, -1), Buffer.concat([box, Buffer.alloc(1)])];
  for (const changed of [...flipped, ...cut, Buffer.alloc(0), Buffer.alloc(27)]) {
    await pool.query(`UPDATE secrets.credential SET ${column} = $2 WHERE benchmark_id = $1`, [id, changed]);
    await expect(credentials().find(id)).rejects.toThrow('was tampered with');
  }
});

it('encrypts the same login anew each time', async () => {
  await pool.query('TRUNCATE secrets.credential');
  await Promise.all([kept(), kept(), kept()]);
  const { rows } = await pool.query(
    `SELECT count(DISTINCT substr(wrapped_key, 1, 12))::int AS nonces,
      count(DISTINCT substr(ciphertext, 1, 12))::int AS others, count(DISTINCT ciphertext)::int AS texts
     FROM secrets.credential`,
  );
  expect(rows).toEqual([{ nonces: 3, others: 3, texts: 3 }]);
});

it('leaves nothing in the table from which the login could be read', async () => {
  const id = await kept();
  const { rows } = await pool.query('SELECT * FROM secrets.credential WHERE benchmark_id = $1', [id]);
  const { wrapped_key, ciphertext, ...rest } = rows[0];
  const dump = [wrapped_key, ciphertext].flatMap((bytes: Buffer) =>
    (['latin1', 'hex', 'base64', 'utf8'] as const).map((encoding) => bytes.toString(encoding)),
  );
  const text = [...dump, JSON.stringify(rest)].join('\n');
  const keys = (['latin1', 'hex', 'base64'] as const).map((encoding) => KEY.toString(encoding));
  for (const secret of [...Object.values(LOGIN), ...keys]) {
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex')];
    for (const form of [...forms, Buffer.from(secret).toString('base64').slice(0, -4)]) expect(text).not.toContain(form);
  }
});

it('forgets for good, and with age what a crash left', async () => {
  await pool.query('TRUNCATE secrets.credential');
  const [old, young, gone] = [await kept(), await kept(), await kept()];
  await credentials().forget(gone);
  const aging = "UPDATE secrets.credential SET created_at = now() - interval '8 days' WHERE benchmark_id = $1";
  await pool.query(aging, [old]);
  expect(await credentials().forgetOlderThan(7)).toBe(1);
  const { rows } = await pool.query('SELECT benchmark_id FROM secrets.credential');
  expect(rows).toEqual([{ benchmark_id: young }]);
});

it('counts the age of a login from when it was kept last', async () => {
  const id = await kept();
  await pool.query("UPDATE secrets.credential SET created_at = now() - interval '8 days' WHERE benchmark_id = $1", [id]);
  await credentials().keep(id, LOGIN);
  expect(await credentials().forgetOlderThan(7)).toBe(0);
});

it('refuses a key that is none', () => {
  expect(() => new PgCredentials(pool, randomBytes(16))).toThrow('a master key has 32 bytes');
});

const credentials = () => new PgCredentials(pool, KEY);

async function kept(): Promise<string> {
  const id = randomUUID();
  await credentials().keep(id, LOGIN);
  return id;
}

let database: FreshDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await freshDatabase();
  pool = openPool(database.url, { size: 4 });
});
afterAll(async () => {
  await pool.end();
  await database.discard();
});
