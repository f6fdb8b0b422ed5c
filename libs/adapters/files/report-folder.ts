import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ReportFiles, type WrittenFile } from '#ports';

const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,200}$/;
const PART = '.part';
const CHUNK = 64 * 1024;
/** Nobody writes a file for so long, in milliseconds. */
const ABANDONED = 60 * 60 * 1000;

/** The reports folder. A reader never sees half of a file. */
export class ReportFolder extends ReportFiles {
  private readonly folder: string;
  private swept: Promise<void> | undefined;

  constructor(folder: string) {
    super();
    this.folder = resolve(folder);
  }

  async write(file: string, chunks: AsyncIterable<string> | Iterable<string>): Promise<WrittenFile> {
    const path = this.pathOf(file);
    // A name of its own: two that write the same report must not write into one another's.
    const part = `${path}.${randomUUID()}${PART}`;
    await mkdir(this.folder, { recursive: true });
    // What cannot be taken away must not keep a report from being made.
    await (this.swept ??= this.sweep().catch(() => undefined));
    try {
      const written = await writeAll(part, chunks);
      await rename(part, path);
      await this.syncFolder();
      return { file, ...written };
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async read(file: string): Promise<AsyncIterable<Uint8Array> | undefined> {
    if (!isName(file)) return undefined;
    const path = this.pathOf(file);
    const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return undefined;
    });
    return found?.isFile() ? contentOf(path) : undefined;
  }

  pathOf(file: string): string {
    if (!isName(file)) throw new Error(`${JSON.stringify(file)} is no name for a report`);
    return join(this.folder, file);
  }

  /** Takes away what others were writing when they were killed. */
  private async sweep(): Promise<void> {
    const parts = (await readdir(this.folder)).filter((name) => name.endsWith(PART)).map((name) => join(this.folder, name));
    for (const part of parts) {
      const { mtimeMs } = await stat(part).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < Date.now() - ABANDONED) await rm(part, { force: true });
    }
  }

  /** After a power cut, the name would be gone otherwise. */
  private async syncFolder(): Promise<void> {
    const handle = await open(this.folder);
    await handle.sync().finally(() => handle.close());
  }
}

const isName = (file: string): boolean => NAME.test(file) && !file.endsWith(PART);

async function writeAll(path: string, chunks: AsyncIterable<string> | Iterable<string>) {
  const handle = await open(path, 'wx');
  try {
    const written = await writeChunks(handle, chunks);
    await handle.sync();
    return written;
  } finally {
    await handle.close();
  }
}

async function writeChunks(handle: FileHandle, chunks: AsyncIterable<string> | Iterable<string>) {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const text of gathered(chunks)) {
    const chunk = Buffer.from(text);
    hash.update(chunk);
    bytes += chunk.length;
    await handle.appendFile(chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** A report comes line by line; the disk wants more at once. */
async function* gathered(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let lines: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    lines.push(chunk);
    length += chunk.length;
    if (length < CHUNK) continue;
    yield lines.join('');
    [lines, length] = [[], 0];
  }
  yield lines.join('');
}

/** Opens the file only when somebody reads it. */
async function* contentOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}
