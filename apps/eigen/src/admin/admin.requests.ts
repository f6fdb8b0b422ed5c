import { z } from 'zod';

/** Which documents to list: one project's, or all. */
export const documentsQuery = z.strictObject({ document_type_id: z.coerce.number<string>().int().min(1).optional() });
/** The same, once validated. */
export type DocumentsQuery = z.infer<typeof documentsQuery>;
