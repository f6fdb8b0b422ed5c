import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { freshDatabase, MIGRATIONS, type FreshDatabase } from '../testing/fresh-database.js';
import { migrate } from './migrate.js';
import { withClient } from './with-client.js';

it('applies each migration once, also when several processes start together', async () => {
  await addMigration('2_more', 'CREATE TABLE more (id int)');
  const applied = await Promise.all([migrate(database.url, folder), migrate(database.url, folder)]);
  expect(applied.flat()).toEqual(['2_more']);
});

it('leaves a failed migration on record and refuses to go on', async () => {
  await addMigration('3_broken', 'CREATE TABLE half (id int); SELECT nonsense;');
  await expect(migrate(database.url, folder)).rejects.toThrow('3_broken failed');
  await expect(migrate(database.url, folder)).rejects.toThrow('3_broken failed before');
  expect(await query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
});

it('notices an edited migration', async () => {
  await query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = '3_broken'");
  await query("UPDATE _prisma_migrations SET checksum = 'other' WHERE migration_name LIKE '%init'");
  await expect(migrate(database.url, folder)).rejects.toThrow('was edited');
});

let database: FreshDatabase;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  await cp(MIGRATIONS, folder, { recursive: true });
});
afterAll(async () => {
  await database.discard();
  await rm(folder, { recursive: true });
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name));
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

const query = (sql: string): Promise<unknown[]> =>
  withClient(database.url, async (client) => (await client.query(sql)).rows);
