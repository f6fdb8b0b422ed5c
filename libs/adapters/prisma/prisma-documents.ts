import { Documents, pageOf, placeOf, type DocumentRow, type Page, type PageRequest } from '#read-models';
import { asking } from './asking.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Row = Prisma.DocumentModel;

/** Answers questions about documents from their table. */
export class PrismaDocuments extends Documents {
  constructor(private readonly prisma: PrismaClient) {
    super();
  }

  async list(benchmarkId: string, { limit, cursor }: PageRequest): Promise<Page<DocumentRow>> {
    const [after] = cursor === undefined ? [] : placeOf(cursor, ['number']);
    const where = { benchmarkId, ...(after !== undefined && { ordinal: { gt: after } }) };
    const query = { where, orderBy: { ordinal: 'asc' }, take: limit + 1 } as const;
    const rows = await asking(() => this.prisma.document.findMany(query));
    return pageOf(rows.map(documentOf), limit, ({ ordinal }) => [ordinal]);
  }
}

/** Moments are exact as numbers up to the year 2255. */
const documentOf = (row: Row): DocumentRow =>
  Object.fromEntries(
    Object.entries(row).map(([field, value]) => [field, typeof value === 'bigint' ? Number(value) : value]),
  ) as unknown as DocumentRow;
