import { Injectable } from '@nestjs/common';
import type { SagaWorker } from '#eventsourcing';
import { BenchmarkSagaWorker, SagaTools } from './benchmark-saga.worker.js';
import { EnforceDeadlineEffects } from './enforce-deadline/enforce-deadline.effects.js';
import { enforceDeadline } from './enforce-deadline/enforce-deadline.saga.js';
import { MakeReportEffects } from './make-report/make-report.effects.js';
import { makeReport } from './make-report/make-report.saga.js';
import { NotifyEffects } from './notify/notify.effects.js';
import { notify } from './notify/notify.saga.js';
import { ReadReport } from './read-report.js';
import { ChooseBaseline } from './run-benchmark/choose-baseline.js';
import { CreateProject } from './run-benchmark/create-project.effect.js';
import { Neighbours } from './run-benchmark/neighbours.js';
import { NoteSeries } from './run-benchmark/note-series.js';
import { PlanDocuments } from './run-benchmark/plan-documents.effect.js';
import { PlatformAccess } from './run-benchmark/platform-access.js';
import { RunBenchmarkEffects } from './run-benchmark/run-benchmark.effects.js';
import { runBenchmark } from './run-benchmark/run-benchmark.saga.js';
import { UploadDocuments } from './run-benchmark/upload-documents.effect.js';

/** Every saga with its effects, ready to work. */
@Injectable()
export class Sagas {
  readonly workers: readonly SagaWorker[];

  constructor(
    tools: SagaTools,
    run: RunBenchmarkEffects,
    report: MakeReportEffects,
    mail: NotifyEffects,
    deadline: EnforceDeadlineEffects,
  ) {
    this.workers = [
      new BenchmarkSagaWorker(runBenchmark, run, tools),
      new BenchmarkSagaWorker(makeReport, report, tools),
      new BenchmarkSagaWorker(notify, mail, tools),
      new BenchmarkSagaWorker(enforceDeadline, deadline, tools),
    ];
  }
}

/** For a module that binds the ports, the settings and the event store. */
export const sagaProviders = [
  Sagas,
  SagaTools,
  ReadReport,
  PlatformAccess,
  ChooseBaseline,
  Neighbours,
  NoteSeries,
  PlanDocuments,
  CreateProject,
  UploadDocuments,
  RunBenchmarkEffects,
  MakeReportEffects,
  NotifyEffects,
  EnforceDeadlineEffects,
];
