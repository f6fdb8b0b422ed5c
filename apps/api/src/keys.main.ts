import '#node-version';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { BadSettings, hasKeyStore, openKeyStore, readSettings, StderrLogger } from '#adapters';
import { perform, type Told } from './keys/perform.js';
import { readArguments, type Asked } from './keys/request.js';
import { USAGE, WrongUsage } from './keys/usage.js';

const MIGRATIONS = join(import.meta.dirname, '../../../../prisma/migrations');
/** Exit codes; most as in sysexits.h. */
const [NOT_FOUND, USAGE_ERROR, SOFTWARE, BAD_CONFIGURATION] = [1, 64, 70, 78];

async function run(args: readonly string[]): Promise<number> {
  const { request, style } = readArguments(args);
  if (request.kind === 'help') {
    console.log(USAGE);
    return 0;
  }
  const settings = readSettings(process.env);
  Logger.overrideLogger(new StderrLogger('warn'));
  const place = { ...settings, migrations: MIGRATIONS };
  const isMaking = ['create', 'secret set', 'audit rotate', 'audit restart'].includes(request.kind);
  if (!isMaking && !hasKeyStore(place)) throw new BadSettings(`SLOWKING_HOME: there is no database in ${settings.home}.`);
  const store = await openKeyStore(place);
  try {
    if (isMaking && style === 'people') console.error(`In ${store.where}:`);
    return tell(await perform(request, store), style);
  } finally {
    await store.close();
  }
}

function tell({ json, bare, people, isFound = true }: Told, style: Asked['style']): number {
  if (style === 'json') console.log(JSON.stringify(json));
  else if (style === 'people' && isFound) console.log(people);
  else if (!isFound) console.error(people);
  else if (bare) console.log(bare);
  return isFound ? 0 : NOT_FOUND;
}

function fail(error: unknown): number {
  console.error(`keys: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof WrongUsage) console.error(`\n${USAGE}`);
  return error instanceof WrongUsage ? USAGE_ERROR : error instanceof BadSettings ? BAD_CONFIGURATION : SOFTWARE;
}

process.exitCode = await run(process.argv.slice(2)).catch(fail);
