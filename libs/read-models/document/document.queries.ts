import type { Page, PageRequest } from '../page.js';
import type { DocumentRow } from './document.row.js';

/** Port for readers of the documents; answered by Prisma. */
export abstract class Documents {
  /** In the order of the plan. Throws a refusal of the cursor. */
  abstract list(benchmarkId: string, request: PageRequest): Promise<Page<DocumentRow>>;
}
