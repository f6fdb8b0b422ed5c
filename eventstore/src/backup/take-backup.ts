import { Client, credentials, Metadata, status, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import { ClassicLevel } from 'classic-level';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readU64 } from '../bytes.js';
import { codeOf, messageOf } from '../failure.js';
import { LEVEL_OPTIONS, UnusableDirectory } from '../storage/open-level.js';
import { recordsIn } from '../storage/level.blocks.js';
import { isLogKey } from '../storage/level.keys.js';
import { verifyDirectory } from '../verify.js';
import { backupDefinition } from './backup.service.js';
import { decodePage } from './page.codec.js';

export interface Backup {
  /** Where the node is: `host:port`. */
  readonly from: string;
  /** Made; nothing may be in it. */
  readonly to: string;
  /** Certificate to trust, and the administrator's password; without: a node without TLS. */
  readonly tls: { readonly cert: Buffer; readonly password: string } | undefined;
  /** Told now and then how far it is. */
  readonly tell: (progress: string) => void;
}

const TELL_MS = 2000;
/** A node that says nothing for so long is gone. */
const SILENCE_MS = 60_000;

/** Copies what a running node holds into a new data directory, and verifies it; answers what was found. Nothing is left of one that fails. */
export async function takeBackup({ from, to: directory, tls, tell }: Backup): Promise<string> {
  // Without a slash at its end: the draft lies beside it.
  const to = resolve(directory);
  if (!(await isEmpty(to))) throw new UnusableDirectory(`${to} is not empty`);
  const draft = `${to}.draft`;
  await rm(draft, { recursive: true, force: true });
  // The configuration of all groups is one event, and a page at least one: as large as the node makes them.
  const client = new Client(from, tls ? credentials.createSsl(tls.cert) : credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 });
  try {
    await mkdir(join(draft, 'log'), { recursive: true });
    await write(() => call(client, tls?.password), join(draft, 'log'), tell);
    tell('verifying');
    const found = await verifyDirectory(draft);
    await rm(to, { recursive: true, force: true });
    await rename(draft, to);
    return found;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error instanceof UnusableDirectory ? error : new UnusableDirectory(`no backup of ${from}: ${messageOf(error).split('\n')[0]}`);
  } finally {
    client.close();
  }
}

function call(client: Client, password: string | undefined): ClientReadableStream<Buffer> {
  const { path, requestSerialize, responseDeserialize } = backupDefinition.copy;
  const metadata = new Metadata();
  if (password !== undefined) metadata.set('authorization', `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`);
  return client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, Buffer.alloc(0), metadata);
}

async function write(begin: () => ClientReadableStream<Buffer>, directory: string, tell: (progress: string) => void): Promise<void> {
  const level = new ClassicLevel<Buffer, Buffer>(directory, LEVEL_OPTIONS);
  await level.open();
  const pages = begin();
  const whole = endOf(pages);
  const silence = setTimeout(() => pages.destroy(new Error(`the node has said nothing for ${SILENCE_MS / 1000} s`)), SILENCE_MS);
  try {
    let [total, done, told] = [-1, 0, Date.now()];
    for await (const page of pages as AsyncIterable<Buffer>) {
      silence.refresh();
      if (total < 0) {
        total = readU64(page, 0);
        continue;
      }
      const entries = decodePage(page);
      await level.batch(entries.map(([key, value]) => ({ type: 'put', key, value })), { sync: true });
      for (const [key, value] of entries) if (isLogKey(key)) done += recordsIn(value).length;
      if (Date.now() - told < TELL_MS) continue;
      told = Date.now();
      tell(done < total ? `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} events` : 'indexes');
    }
    await whole;
  } finally {
    clearTimeout(silence);
    await level.close();
  }
}

/** Resolves if the node said that this was all; a stream that breaks off ends without an error, too. */
function endOf(pages: ClientReadableStream<Buffer>): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    pages.on('status', ({ code, details }) => (code === status.OK ? resolve() : reject(new Error(details))));
    pages.on('error', (error: Error & Partial<ServiceError>) => reject(new Error(error.details ?? error.message)));
  });
  ended.catch(() => undefined);
  return ended;
}

async function isEmpty(directory: string): Promise<boolean> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
}
