import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { freshDatabase, MIGRATIONS, type FreshDatabase } from '../testing/fresh-database.js';
import { describedBySchema } from '../testing/described-by-schema.js';

it('is the same in schema.prisma and in the migrations', async () => {
  expect(await migrated()).toEqual(await described());
});

it('takes every kind of thing into account', async () => {
  expect(await described()).toEqual(
    expect.arrayContaining([
      'column public.benchmark.eigen_version text',
      'column public.benchmark.created_at timestamp(3) with time zone not null',
      'column secrets.credential.wrapped_key bytea not null',
      'column secrets.credential.created_at timestamp(6) with time zone not null default CURRENT_TIMESTAMP',
      'index public.benchmark benchmark_created_at_id_idx (created_at DESC, id DESC)',
      'key public.document document_pkey (benchmark_id, document_name)',
    ]),
  );
});

it.each([
  'ALTER TABLE benchmark ADD COLUMN more text',
  'ALTER TABLE benchmark DROP COLUMN host',
  'ALTER TABLE benchmark ALTER COLUMN host DROP NOT NULL',
  'ALTER TABLE benchmark ALTER COLUMN planned TYPE bigint',
  'ALTER TABLE benchmark ALTER COLUMN created_at TYPE timestamptz(6)',
  "ALTER TABLE benchmark ALTER COLUMN host SET DEFAULT 'x'",
  'ALTER TABLE document DROP CONSTRAINT document_pkey',
  'ALTER TABLE document RENAME CONSTRAINT document_pkey TO other',
  'DROP INDEX benchmark_created_at_id_idx',
  'CREATE INDEX more ON document (status)',
  'CREATE TABLE more (id text)',
  'DROP TABLE secrets.credential',
])('would not be after %s', async (change) => {
  await client.query(change);
  expect(await migrated()).not.toEqual(await described());
});

const described = async () => describedBySchema(await readFile(join(MIGRATIONS, '../schema.prisma'), 'utf8'));

/** As the database tells it. Prisma's own table and the job queue's schema are not ours to describe. */
async function migrated(): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    WITH ours AS (
      SELECT c.oid, n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname IN ('public', 'secrets') AND c.relkind = 'r' AND c.relname <> '_prisma_migrations'
    )
    SELECT 'column ' || ours.name || '.' || attname || ' ' || format_type(atttypid, atttypmod)
      || CASE WHEN attnotnull THEN ' not null' ELSE '' END
      || COALESCE(' default ' || pg_get_expr(adbin, adrelid), '') AS line
    FROM ours JOIN pg_attribute a ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
      LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum
    UNION ALL
    SELECT CASE WHEN indisprimary THEN 'key ' ELSE 'index ' END || ours.name || ' ' || relname || ' '
      || substring(pg_get_indexdef(i.indexrelid) FROM '\\(.*\\)$')
    FROM ours JOIN pg_index i ON indrelid = ours.oid JOIN pg_class c ON c.oid = i.indexrelid
    UNION ALL
    SELECT 'table ' || name FROM ours`);
  return rows.map(({ line }) => line).sort();
}

let database: FreshDatabase;
let client: Client;
beforeAll(async () => {
  database = await freshDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
beforeEach(() => client.query('BEGIN'));
afterEach(() => client.query('ROLLBACK'));
afterAll(async () => {
  await client.end();
  await database.discard();
});
