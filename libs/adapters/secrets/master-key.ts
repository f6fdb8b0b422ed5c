import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { BadSettings } from '../settings/settings.js';

const VARIABLE = 'SLOWKING_SECRET_KEY';
const BYTES = 32;
const HOW = 'make one with: openssl rand -base64 32';

/** Where the master key comes from: the variable's value, or, where that is not set, a file that is made once. */
export interface KeySource {
  readonly value?: string | undefined;
  readonly file: string;
}

/** The 32 bytes that wrap all other keys. Processes that start together agree on one. Throws BadSettings where it is none. */
export async function masterKey({ value, file }: KeySource): Promise<Buffer> {
  if (!value) return (await readKey(file)) ?? makeKey(resolve(file));
  const key = decoded(value);
  if (!key) throw new BadSettings(`${VARIABLE} must be 32 bytes, in base64 or as 64 hexadecimal digits; ${HOW}`);
  return key;
}

function decoded(text: string): Buffer | undefined {
  const digits = text.trim();
  if (/^[0-9a-f]{64}$/i.test(digits)) return Buffer.from(digits, 'hex');
  if (!/^([A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=?$/.test(digits)) return undefined;
  return Buffer.from(digits, 'base64');
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  if (!handle) return undefined;
  try {
    const { mode } = await handle.stat();
    const isOpen = process.platform !== 'win32' && (mode & 0o077) !== 0;
    if (isOpen) throw new BadSettings(`${file} holds the master key and others may read it: chmod 600, or set ${VARIABLE}`);
    const key = decoded(await handle.readFile('utf8'));
    if (!key) throw new BadSettings(`${file} should hold the master key, ${BYTES} bytes in base64, and does not`);
    return key;
  } finally {
    await handle.close();
  }
}

/** Written aside and then linked, which fails where another process was first: its key is taken then. */
async function makeKey(file: string): Promise<Buffer> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeSynced(draft, `${randomBytes(BYTES).toString('base64')}\n`);
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(file));
  const key = await readKey(file);
  if (!key) throw new Error(`${file} vanished while it was made`);
  return key;
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A key that is gone after a power cut would open nothing that was kept before. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync().finally(() => handle.close());
}
