import { createHash } from 'node:crypto';
import { constants, openAsBlob } from 'node:fs';
import { open, realpath, stat, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ArtifactChanged, ArtifactMissing, Artifacts, type Fingerprint } from '#ports';
import { filesBelow, type Warn } from './files-below.js';

/** Files up to this size are sent from memory, unless fewer bytes are allowed. */
const IN_MEMORY = 8 * 1024 * 1024;
const CHUNK = 1024 * 1024;
const READ_FILE = constants.O_RDONLY | constants.O_NOFOLLOW;
/** What the system says of a path that leads to no file. */
const NOWHERE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

/** The artifacts directory. What a link in it leads to counts only if it is in it, too. */
export class ArtifactFolder extends Artifacts {
  /** `warn` hears of files that are left out because their names are no text. */
  constructor(
    private readonly root: string,
    private readonly warn: Warn,
  ) {
    super();
  }

  async list(folder: string): Promise<readonly string[]> {
    const path = folder.replace(/\/+$/, '');
    const place = folder === '' ? await this.realRoot() : await this.place(path);
    if (!(await stat(place)).isDirectory()) throw new ArtifactMissing(`${quoted(folder)} is not a folder`);
    const found = await filesBelow({ root: await this.realRoot(), folder: place, path, warn: this.warn });
    return found.sort();
  }

  async check(paths: readonly string[]): Promise<void> {
    for (const path of paths) await this.file(path);
  }

  async fingerprint(path: string): Promise<Fingerprint> {
    const handle = await open(await this.file(path), READ_FILE);
    try {
      const start = await readAtMost(handle, CHUNK);
      if (start.length < CHUNK) return fingerprintOf([start]);
      return await fingerprintOf(handle.createReadStream({ start: 0, highWaterMark: CHUNK, autoClose: false }));
    } finally {
      await handle.close();
    }
  }

  async open(path: string, expected: Fingerprint, inMemory = IN_MEMORY): Promise<Blob> {
    const file = await this.file(path);
    const content = expected.bytes <= Math.min(inMemory, IN_MEMORY) ? await fromMemory(file) : await onDisk(file);
    if (content && isSame(content.fingerprint, expected)) return content.blob;
    throw new ArtifactChanged(`${quoted(path)} is not what it was when the corpus was hashed`);
  }

  /** Where a document really is. */
  private async file(path: string): Promise<string> {
    const place = await this.place(path);
    if (!(await stat(place)).isFile()) throw new ArtifactMissing(`${quoted(path)} is not a file`);
    return place;
  }

  private async place(path: string): Promise<string> {
    if (!isBelow(path)) throw new ArtifactMissing(`${quoted(path)} is not below the artifacts directory`);
    const root = await this.realRoot();
    const place = await real(join(root, path));
    if (!place) throw new ArtifactMissing(`${quoted(path)} is not in the artifacts directory`);
    if (place.startsWith(root.replace(/\/?$/, sep))) return place;
    throw new ArtifactMissing(`${quoted(path)} leads out of the artifacts directory`);
  }

  private async realRoot(): Promise<string> {
    const root = await real(this.root);
    if (!root) throw new ArtifactMissing(`there is no artifacts directory ${quoted(this.root)}`);
    return root;
  }
}

interface Content {
  readonly blob: Blob;
  readonly fingerprint: Fingerprint;
}

/** Undefined: it has grown beyond what is held in memory. */
async function fromMemory(file: string): Promise<Content | undefined> {
  const handle = await open(file, READ_FILE);
  try {
    const bytes = await readAtMost(handle, IN_MEMORY + 1);
    if (bytes.length > IN_MEMORY) return undefined;
    return { blob: new Blob([bytes]), fingerprint: await fingerprintOf([bytes]) };
  } finally {
    await handle.close();
  }
}

/** What is hashed is what the blob reads: it fails, now and later, once the file has been written to. */
async function onDisk(file: string): Promise<Content | undefined> {
  const blob = await openAsBlob(file);
  const fingerprint = await fingerprintOf(blob.stream()).catch((error: { readonly name?: string }) => {
    if (error.name !== 'NotReadableError') throw error;
    return undefined;
  });
  return fingerprint && { blob, fingerprint };
}

async function readAtMost(handle: FileHandle, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const { size } = await handle.stat();
  const buffer = new Uint8Array(Math.min(size + 1, limit));
  for (let filled = 0; ; ) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === buffer.length) return buffer.subarray(0, filled);
  }
}

async function fingerprintOf(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Fingerprint> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

const isSame = (a: Fingerprint, b: Fingerprint): boolean => a.bytes === b.bytes && a.sha256 === b.sha256;

/** No way up, no way round, and nothing that the file system would read as another name. */
const isBelow = (path: string): boolean =>
  !/\0|\p{Cs}/u.test(path) && path.split('/').every((name) => !['', '.', '..'].includes(name));

async function real(path: string): Promise<string | undefined> {
  return realpath(path).catch((error: NodeJS.ErrnoException) => {
    if (!NOWHERE.includes(error.code ?? '')) throw error;
    return undefined;
  });
}

const quoted = (path: string): string => JSON.stringify(path);
