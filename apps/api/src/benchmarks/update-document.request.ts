import { z } from 'zod';
import { plainString } from './start.request.js';

const TOO_LARGE = 'is larger than a number in JSON can tell exactly: send the id as a string';

/** Ids of the platform come as numbers or strings; a number that was rounded would be the id of something else. */
const number = z.number().min(Number.MIN_SAFE_INTEGER, TOO_LARGE).max(Number.MAX_SAFE_INTEGER, TOO_LARGE);
const id = z.union([plainString(200), number], { error: 'must be text or a number' }).transform(String);
const time = z.union([z.number(), z.string().max(64)], { error: 'must be seconds since 1970, as a number or text, or ISO 8601 with an offset' }).nullish();

/** What the platform's instrumentation posts of one document: its start, its end, or both. */
export const updateDocumentRequest = z
  .strictObject({
    document_name: plainString(4096),
    eigen_document_id: id.nullish(),
    eigen_project_id: id,
    benchmark_host_name: plainString(2000),
    start_time: time,
    end_time: time,
  })
  .meta({ id: 'UpdateDocument' });
/** The same, once validated. */
export type UpdateDocumentRequest = z.infer<typeof updateDocumentRequest>;
