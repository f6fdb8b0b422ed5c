import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { openPool } from './pool.js';

it('gives up a connection that has gone silent, and goes on with another', async () => {
  const pool = openPool(database.url, { size: 1, silence: 500 });
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const { pid } = rows[0]!;
  process.kill(pid, 'SIGSTOP');
  try {
    await expect(pool.query('SELECT 1')).rejects.toThrow('does not answer');
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  } finally {
    process.kill(pid, 'SIGCONT');
    await pool.end();
  }
});

it('has the server end what takes too long', async () => {
  const pool = openPool(database.url);
  expect((await pool.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '25s' }]);
  await pool.end();
});

let database: FreshDatabase;
beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await freshDatabase();
});
afterAll(() => database.discard());
