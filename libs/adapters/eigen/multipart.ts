import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Upload } from '#ports';

/** Bytes of a form that is made as a whole before it is sent, so that to make it is no part of the time that it takes. */
const SMALL = 64 * 1024;

/** A request's body: ready, where it is small; else made while it is sent. */
export interface Multipart {
  readonly headers: { readonly 'content-type': string; readonly 'content-length': string };
  readonly content: Buffer | Readable;
}

/** The form of an upload. Where it is large, what lies on disk is read as it is sent. Throws where it can be read no more. */
export async function multipart(projectId: string, files: readonly Upload[]): Promise<Multipart> {
  const boundary = `slowking-${randomUUID()}`;
  const parts = [field(boundary, 'document_type_id', projectId), ...files.flatMap((file) => filePart(boundary, file))];
  const blobs = [...parts, new Blob([`--${boundary}--\r\n`])];
  const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(bytes) };
  if (bytes > SMALL) return { headers, content: Readable.from(streamed(blobs), { objectMode: false }) };
  return { headers, content: Buffer.from(await new Blob(blobs).arrayBuffer()) };
}

const field = (boundary: string, name: string, value: string): Blob =>
  new Blob([`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`]);

function filePart(boundary: string, { name, content }: Upload): Blob[] {
  const disposition = `Content-Disposition: form-data; name="files"; ${fileName(name)}`;
  const head = `--${boundary}\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return [new Blob([head]), content, new Blob(['\r\n'])];
}

/** A quoted string of UTF-8, without control characters: platforms drop a file whose name has a line break in it. */
function fileName(name: string): string {
  return `filename="${name.replace(/["\\]/g, String.raw`\$&`).replace(/\p{Cc}/gu, encodeURIComponent)}"`;
}

async function* streamed(blobs: readonly Blob[]): AsyncGenerator<Uint8Array> {
  for (const blob of blobs) yield* blob.stream();
}
