import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { EXIT, Failure } from '../failure.js';

/** What was written, and how it can be recognised. */
export interface Written {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes all of it under that name, or nothing. Throws a Failure where it cannot, or must not. */
export async function writeWhole(file: string, body: Response['body'], mayReplace: boolean): Promise<Written> {
  if (!mayReplace && (await isThere(file))) {
    throw new Failure(EXIT.cannotCreate, `${file} is there already.`, 'Give another name, or --force.');
  }
  const [unfinished, hash] = [`${file}.${process.pid}.partial`, createHash('sha256')];
  const counter = counting(hash);
  try {
    await pipeline(Readable.fromWeb(body as ReadableStream), counter.stream, createWriteStream(unfinished, { flags: 'wx' }));
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    // Of what is read, not of the file.
    if (error instanceof Failure) throw error;
    throw new Failure(EXIT.cannotCreate, `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return { file, bytes: counter.bytes(), sha256: hash.digest('hex') };
}

function counting(hash: Hash) {
  let count = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      count += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, bytes: () => count };
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
