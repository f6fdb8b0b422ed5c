import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { ReadModel } from '../prisma/read-model.js';

/** So many parts of a table are told apart, so that what differs is found without comparing all of it. */
const BUCKETS = 4096;
/** Differences that are told, and buckets that are looked into for them. */
const TOLD = 10;

/** A table's rows brought down to a few numbers; the order of the rows makes no difference. */
export interface Digest {
  readonly rows: number;
  /** SHA-256, in hexadecimal digits. */
  readonly hash: string;
  readonly buckets: ReadonlyMap<number, string>;
}

/** A row that is not the same in both tables. */
export interface Difference {
  readonly key: string;
  readonly found: 'in both' | 'in the live table only' | 'in the rebuilt table only';
  /** The columns that differ. */
  readonly columns: readonly string[];
}

/** The hash of each row is the MD5 of its text; those of a bucket are added up. */
export async function digestOf(session: Client, schema: string, model: ReadModel): Promise<Digest> {
  const { rows } = await session.query<{ bucket: number; count: string; sums: string }>(`
    SELECT bucket, count(*) AS count, concat_ws(' ', count(*), sum(${half('left')}), sum(${half('right')})) AS sums
    FROM (SELECT ${bucketOf(model)} AS bucket, md5(row::text) AS hash FROM ${schema}.${model.name} AS row) AS hashed
    GROUP BY bucket ORDER BY bucket`);
  const hash = createHash('sha256').update(rows.map(({ bucket, sums }) => `${bucket} ${sums}\n`).join('')).digest('hex');
  const count = rows.reduce((sum, { count }) => sum + Number(count), 0);
  return { rows: count, hash, buckets: new Map(rows.map(({ bucket, sums }) => [bucket, sums])) };
}

const half = (side: 'left' | 'right'): string => `('x' || ${side}(hash, 16))::bit(64)::bigint::numeric`;

const keyOf = ({ key }: ReadModel): string => `concat_ws('/', ${key.map((column) => `row.${column}`).join(', ')})`;

const bucketOf = (model: ReadModel): string => `(hashtext(${keyOf(model)}) & ${BUCKETS - 1})`;

/** Some of the rows that make two digests differ, by key. Each table is asked where it can be seen as it was digested. */
export async function differences(live: Side, rebuilt: Side, model: ReadModel): Promise<readonly Difference[]> {
  const numbers = new Set([...live.digest.buckets.keys(), ...rebuilt.digest.buckets.keys()]);
  const differing = [...numbers].filter((bucket) => live.digest.buckets.get(bucket) !== rebuilt.digest.buckets.get(bucket));
  const some = differing.slice(0, TOLD);
  const [old, young] = [await rowsOf(live, model, some), await rowsOf(rebuilt, model, some)];
  const keys = [...new Set([...old.keys(), ...young.keys()])].sort();
  return keys.flatMap((key) => differenceOf(key, old.get(key), young.get(key)) ?? []).slice(0, TOLD);
}

/** A table, as one session sees it. */
export interface Side {
  readonly session: Client;
  readonly schema: string;
  readonly digest: Digest;
}

type Row = Readonly<Record<string, unknown>>;

async function rowsOf({ session, schema }: Side, model: ReadModel, buckets: readonly number[]): Promise<ReadonlyMap<string, Row>> {
  const { rows } = await session.query<{ key: string; columns: Row }>(
    `SELECT ${keyOf(model)} AS key, to_jsonb(row) AS columns FROM ${schema}.${model.name} AS row WHERE ${bucketOf(model)} = ANY($1::int[])`,
    [buckets],
  );
  return new Map(rows.map(({ key, columns }) => [key, columns]));
}

function differenceOf(key: string, live: Row | undefined, rebuilt: Row | undefined): Difference | undefined {
  if (!live) return { key, found: 'in the rebuilt table only', columns: [] };
  if (!rebuilt) return { key, found: 'in the live table only', columns: [] };
  const columns = Object.keys(live).filter((column) => JSON.stringify(live[column]) !== JSON.stringify(rebuilt[column]));
  return columns.length === 0 ? undefined : { key, found: 'in both', columns };
}
