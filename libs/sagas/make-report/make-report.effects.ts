import { Injectable } from '@nestjs/common';
import { Clock, ReportFiles } from '#ports';
import { answersOf, foundRateOf, processingOf } from '#reports';
import type { Effects, Send } from '../benchmark-saga.worker.js';
import { ReadReport } from '../read-report.js';
import { LONG_RETRY } from '../saga-settings.js';
import type { ReportEffect } from './make-report.saga.js';
import { writeReport } from './write-report.js';

/** Writes the report in every format there is, then says where. */
@Injectable()
export class MakeReportEffects implements Effects<ReportEffect> {
  readonly retry = LONG_RETRY;

  constructor(
    private readonly report: ReadReport,
    private readonly files: ReportFiles,
    private readonly clock: Clock,
  ) {}

  isFatal(): boolean {
    return false;
  }

  async perform({ benchmarkId }: ReportEffect, send: Send): Promise<void> {
    const report = await this.report.of(benchmarkId);
    const { revision, hash, algorithmVersion } = report.run;
    const [processing, search] = [processingOf(report), foundRateOf(report)];
    const judged = { verdict: report.verdict, answers: answersOf(report), ...(processing && { processing }), ...(search && { search }) };
    const data = { benchmarkId, revision, hash, algorithmVersion, ...judged, files: await writeReport(report, this.files) };
    await send({ type: 'RecordReport', data: { ...data, at: this.clock.now() } });
  }
}
