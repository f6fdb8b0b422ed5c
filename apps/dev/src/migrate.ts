import '#node-version';
import { join } from 'node:path';
import { migrate } from '#adapters/postgres';
import { BadSettings, readSettings, required } from '#adapters/settings';

const MIGRATIONS = join(import.meta.dirname, '../../../../prisma/migrations');
/** Exit codes as in sysexits.h. */
const BAD_CONFIGURATION = 78;
const SOFTWARE = 70;

/** Brings a database that is not embedded to what this build needs, and ends. It runs before api and worker. */
async function bringUpToDate(): Promise<void> {
  const applied = await migrate(required(readSettings(process.env).databaseUrl, 'DATABASE_URL'), MIGRATIONS);
  for (const name of applied) console.log(`applied: ${name}`);
  console.log('ready: the database is up to date');
}

await bringUpToDate().catch((error: unknown) => {
  console.error(JSON.stringify({ level: 'fatal', message: error instanceof Error ? error.message : String(error) }));
  process.exit(error instanceof BadSettings ? BAD_CONFIGURATION : SOFTWARE);
});
