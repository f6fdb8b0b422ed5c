import { ClassicLevel } from 'classic-level';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf, rootOf } from '../failure.js';
import { readFloor, writeFloor } from './floor.js';
import { FORMAT_KEY } from './level.keys.js';
import { LevelLinks } from './level.links.js';
import { LevelStorage } from './level.storage.js';
import { DamagedData } from './storage.port.js';
import { checkTables } from './table-check.js';
import { checkWriteAheadLogs } from './wal-check.js';

/** What a data directory says about itself; another number is another layout. */
const FORMAT = 'slowking-eventstore 3';
/** Read as they are. In the second all ids are entered; in the first a block is one record, too. */
const FORMER = ['slowking-eventstore 1', 'slowking-eventstore 2'];
/** Smaller ones are written and merged more often, larger ones cost memory and a longer start. */
const WRITE_BUFFER = 4 * 1024 * 1024;
/** LevelDB maps its tables into memory, all that are open, and that is memory to whoever counts it: this many and no more, small ones. */
const TABLE = 1024 * 1024;
const OPEN_FILES = 74;
/** Tables checked before serving, in bytes: a start takes no longer at any size. `verify` checks them all. */
const START_BUDGET = 16 * 1024 * 1024;
const BLOCK_CACHE = 32 * 1024 * 1024;

export const LEVEL_OPTIONS = {
  keyEncoding: 'buffer',
  valueEncoding: 'buffer',
  writeBufferSize: WRITE_BUFFER,
  cacheSize: BLOCK_CACHE,
  maxFileSize: TABLE,
  maxOpenFiles: OPEN_FILES,
  // Blocks as they are: checkTables can read their indexes without unpacking.
  compression: false,
} as const;

/** The data directory cannot be served, and why, in one line. */
export class UnusableDirectory extends Error {
  override readonly name = 'UnusableDirectory';
}

/** Opens a data directory, or makes it. It has one owner: a second one is refused. */
export async function openLevel(directory: string, tableBudget = START_BUDGET): Promise<LevelStorage> {
  const files = join(directory, 'log');
  await mkdir(files, { recursive: true });
  // Before LevelDB opens them, as it drops what it cannot read and trusts what it can; and it begins to open once it is made.
  await checkFiles(directory, files, tableBudget);
  const level = new ClassicLevel<Buffer, Buffer>(files, LEVEL_OPTIONS);
  try {
    await level.open();
    await checkFormat(level, directory);
    const storage = new LevelStorage(level, new LevelLinks(join(directory, 'links')), (position) => writeFloor(directory, position));
    await checkFloor(storage, directory);
    return storage;
  } catch (error) {
    await level.close();
    throw unusable(error, directory);
  }
}

async function checkFiles(directory: string, files: string, tableBudget: number): Promise<void> {
  try {
    await checkWriteAheadLogs(files);
    await checkTables(files, tableBudget);
  } catch (error) {
    throw unusable(error, directory);
  }
}

async function checkFloor(storage: LevelStorage, directory: string): Promise<void> {
  const [last, floor] = [await storage.lastPosition(), await readFloor(directory)];
  if (last < floor) throw new DamagedData(`damaged log: it ends at position ${last}, and position ${floor} had been acknowledged`);
  await writeFloor(directory, last);
}

async function checkFormat(level: ClassicLevel<Buffer, Buffer>, directory: string): Promise<void> {
  const found = (await level.get(FORMAT_KEY))?.toString();
  if (found === FORMAT) return;
  if (found !== undefined && FORMER.includes(found)) return level.put(FORMAT_KEY, Buffer.from(FORMAT), { sync: true });
  if (found !== undefined) throw new UnusableDirectory(`${directory} has format "${found}"; this program knows "${FORMAT}"`);
  const [something] = await level.keys({ limit: 1 }).all();
  if (something) throw new UnusableDirectory(`${directory} is damaged or not ours: it holds data but no format version`);
  await level.put(FORMAT_KEY, Buffer.from(FORMAT), { sync: true });
}

function unusable(error: unknown, directory: string): unknown {
  if (error instanceof UnusableDirectory) return error;
  const cause = rootOf(error);
  if (codeOf(cause) === 'LEVEL_LOCKED') return new UnusableDirectory(`${directory} is in use by another process`);
  return new UnusableDirectory(`${directory} cannot be opened: ${messageOf(cause).split('\n')[0]}`);
}
