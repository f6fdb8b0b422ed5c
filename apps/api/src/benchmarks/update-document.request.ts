import { z } from 'zod';
import { plainString } from './start.request.js';

/** Ids of the platform come as numbers or strings. */
const id = z.union([plainString(200), z.number()]).transform(String);
const time = z.union([z.number(), z.string().max(64)]).nullish();

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
