import { createHash } from 'node:crypto';
import type {} from '@fastify/multipart';
import { BadRequestException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** A file that was streamed away: counted and hashed, never held. */
export interface ReceivedFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** One request's documents, and the project they are for. */
export interface ReceivedUpload {
  readonly documentTypeId: number;
  readonly files: readonly ReceivedFile[];
}

/** Reads a request to its end before it judges it: a body that is left unread blocks the connection. */
export async function receiveUpload(request: Pick<FastifyRequest, 'parts'>): Promise<ReceivedUpload> {
  const files: ReceivedFile[] = [];
  const fields = new Map<string, unknown>();
  const strays: string[] = [];
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      fields.set(part.fieldname, part.value);
      continue;
    }
    const file = await digest(part.filename, part.file);
    if (part.fieldname === 'files') files.push(file);
    else strays.push(part.fieldname);
  }
  return { documentTypeId: documentTypeId(fields.get('document_type_id')), files: judged(files, strays) };
}

async function digest(name: string, content: AsyncIterable<Buffer>): Promise<ReceivedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { name, bytes, sha256: hash.digest('hex') };
}

function documentTypeId(field: unknown): number {
  if (typeof field !== 'string' || !/^[0-9]{1,15}$/.test(field)) {
    throw new BadRequestException('document_type_id: a whole number is required.');
  }
  return Number(field);
}

function judged(files: readonly ReceivedFile[], strays: readonly string[]): readonly ReceivedFile[] {
  if (strays.length > 0) throw new BadRequestException(`${strays[0]}: documents go into the field "files".`);
  if (files.length === 0) throw new BadRequestException('files: at least one file is required.');
  if (files.some(({ name }) => !name)) throw new BadRequestException('files: each file needs a name.');
  return files;
}
