import { Reports, type FoundReport, type ReportRow } from '#read-models';
import { asking } from './asking.js';
import type { Prisma, PrismaClient } from './generated/client.js';

type Row = Prisma.ReportModel;

/** Answers questions about reports from their table. */
export class PrismaReports extends Reports {
  constructor(private readonly prisma: PrismaClient) {
    super();
  }

  async find(benchmarkId: string, format: string): Promise<FoundReport | undefined> {
    return (await this.list(benchmarkId)).find((report) => report.format === format);
  }

  async list(benchmarkId: string): Promise<readonly FoundReport[]> {
    const row = await asking(() => this.prisma.report.findUnique({ where: { benchmarkId } }));
    if (!row) return [];
    const { files, ...report } = reportOf(row);
    return files.map((file) => ({ ...report, ...file }));
  }
}

const reportOf = (row: Row): ReportRow => row as unknown as ReportRow;
