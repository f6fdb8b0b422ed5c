import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { familyOf } from '../prisma/checkpoint.js';
import { LIVE, type ReadModel } from '../prisma/read-model.js';

const PREFIX = 'rebuild_';
/** Milliseconds: to wait for the projections' transactions at hand, and that queries may be kept waiting for. */
const PATIENCE = 5_000;
const QUERIES_WAIT = 300;

/** How far a consumer has read, by its name. */
export type Checkpoints = ReadonlyMap<string, bigint>;

/** Makes empty tables like the live ones in a new schema, whose name it answers. What an earlier rebuild left is dropped. */
export async function makeTables(session: Client, models: readonly ReadModel[]): Promise<string> {
  await dropTables(session);
  const schema = `${PREFIX}${randomBytes(6).toString('hex')}`;
  await session.query(`CREATE SCHEMA ${schema}`);
  for (const { name } of models) await session.query(`CREATE TABLE ${schema}.${name} (LIKE ${LIVE}.${name} INCLUDING ALL)`);
  return schema;
}

/** Drops whatever rebuilds have left. Only for who holds the lock. */
export async function dropTables(session: Client): Promise<void> {
  const { rows } = await session.query<{ nspname: string }>("SELECT nspname FROM pg_namespace WHERE nspname ~ '^rebuild_[0-9a-f]{12}$'");
  for (const { nspname } of rows) await session.query(`DROP SCHEMA ${nspname} CASCADE`);
}

/** Checkpoints of all versions of the read models. */
export async function checkpointsOf(session: Client, models: readonly ReadModel[]): Promise<Checkpoints> {
  const { rows } = await session.query<{ consumer: string; position: string }>(
    "SELECT consumer, position FROM checkpoint WHERE regexp_replace(consumer, '\\.v\\d+$', '') = ANY($1)",
    [models.map(({ projection }) => familyOf(projection.name))],
  );
  return new Map(rows.map(({ consumer, position }) => [consumer, BigInt(position)]));
}

/**
 * Puts the new tables in the place of the live ones, with their checkpoints, in one transaction. Meanwhile the
 * projections wait, for as long as `fillUp` takes to bring in what came last, and queries only for the exchange itself;
 * it gives up when it cannot have the tables at once. `reached`: how far each new table is then.
 */
export async function exchange(
  session: Client,
  schema: string,
  models: readonly ReadModel[],
  fillUp: () => Promise<Checkpoints>,
): Promise<void> {
  await session.query('BEGIN');
  try {
    await session.query(`SET LOCAL lock_timeout = ${PATIENCE}`);
    await stopProjections(session, models);
    const stopped = await checkpointsOf(session, models);
    const reached = await fillUp();
    await session.query(`SET LOCAL lock_timeout = ${QUERIES_WAIT}`);
    await session.query(`DROP TABLE ${models.map(({ name }) => `${LIVE}.${name}`).join(', ')}`);
    for (const { name } of models) await session.query(`ALTER TABLE ${schema}.${name} SET SCHEMA ${LIVE}`);
    await session.query(`DROP SCHEMA ${schema}`);
    await moveCheckpoints(session, models, stopped, reached);
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** Whether somebody else had the tables: it may be tried again. */
export const isBusy = (error: unknown): boolean => ['55P03', '40P01'].includes((error as { code?: string })?.code ?? '');

/** A projection moves its checkpoint before it writes, so who holds the checkpoint keeps it from writing. */
async function stopProjections(session: Client, models: readonly ReadModel[]): Promise<void> {
  const names = models.map(({ projection }) => projection.name);
  await session.query('INSERT INTO checkpoint SELECT name, -1 FROM unnest($1::text[]) AS name ORDER BY name ON CONFLICT DO NOTHING', [names]);
  await session.query(
    "SELECT 1 FROM checkpoint WHERE regexp_replace(consumer, '\\.v\\d+$', '') = ANY($1) ORDER BY consumer FOR UPDATE",
    [names.map(familyOf)],
  );
}

/** To wherever the old or the new table was further: what lies between does not concern the other. */
async function moveCheckpoints(session: Client, models: readonly ReadModel[], stopped: Checkpoints, reached: Checkpoints): Promise<void> {
  for (const { projection } of models) {
    const { name } = projection;
    const [old, now] = [stopped.get(name) ?? -1n, reached.get(name) ?? -1n];
    const others = [...stopped.keys()].filter((consumer) => consumer !== name && familyOf(consumer) === familyOf(name));
    await session.query('DELETE FROM checkpoint WHERE consumer = ANY($1)', [others]);
    if (old < 0n && now < 0n) await session.query('DELETE FROM checkpoint WHERE consumer = $1', [name]);
    else await session.query('UPDATE checkpoint SET position = $2 WHERE consumer = $1', [name, String(now > old ? now : old)]);
  }
}
