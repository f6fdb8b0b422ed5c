import { Module, type INestApplicationContext, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { BenchmarkAggregates, BenchmarkCommandHandler, ProjectLinks } from '#commands';
import { benchmarkStream, type BenchmarkEvent } from '#domain';
import { benchmarkId } from '#domain/testing';
import { EventStore, type DataOf, type Recorded } from '#eventsourcing';
import { Artifacts, Baselines, Clock, Credentials, EarlierRuns, Notifier, Platform, ReportFiles, RunningRuns } from '#ports';
import { Neighbours } from '../run-benchmark/neighbours.js';
import { PlatformAccess } from '../run-benchmark/platform-access.js';
import { UploadDocuments } from '../run-benchmark/upload-documents.effect.js';
import { SagaSettings, STEP_RETRY } from '../saga-settings.js';
import { sagaProviders } from '../sagas.js';
import { ManualClock } from './manual-clock.js';
import { MemoryArtifacts } from './memory-artifacts.js';
import { Mailbox, MemoryBaselines, MemoryCredentials, MemoryEarlierRuns, MemoryReportFiles, MemoryRunningRuns } from './memory-ports.js';
import { ScriptedPlatform } from './scripted-platform.js';
import { WatchedEventStore } from './watched-event-store.js';
import { WorkerProcess } from './worker-process.js';

/** Milliseconds between looks at what a dead worker left behind. */
const LOOK = 20;

@Module({})
class WorkerModule {}

/** The log and everything outside, shared by as many worker processes as the test starts. */
export class World {
  readonly clock = new ManualClock();
  readonly store = new WatchedEventStore();
  readonly platform = new ScriptedPlatform(this.clock);
  readonly artifacts = new MemoryArtifacts();
  readonly credentials = new MemoryCredentials();
  readonly baselines = new MemoryBaselines();
  readonly earlier = new MemoryEarlierRuns();
  readonly running = new MemoryRunningRuns();
  readonly mailbox = new Mailbox();
  readonly files = new MemoryReportFiles();
  private readonly apps: INestApplicationContext[] = [];

  /** Unless patient, workers do not wait as long as in life for what a dead one left behind. */
  constructor(private readonly patience: 'hasty' | 'patient' = 'hasty') {}

  async process(): Promise<WorkerProcess> {
    const module = { module: WorkerModule, imports: [CqrsModule.forRoot()], providers: this.providers() };
    const app = await NestFactory.createApplicationContext(module, { logger: false });
    this.apps.push(app);
    return new WorkerProcess(app, this);
  }

  async history(): Promise<readonly Recorded<BenchmarkEvent>[]> {
    return this.store.stored<BenchmarkEvent>(benchmarkStream(benchmarkId));
  }

  async types(): Promise<readonly BenchmarkEvent['type'][]> {
    return (await this.history()).map(({ type }) => type);
  }

  /** What the facts of one type say. */
  async told<Type extends BenchmarkEvent['type']>(type: Type): Promise<readonly DataOf<BenchmarkEvent, Type>[]> {
    const facts = (await this.history()).filter((fact) => fact.type === type);
    return facts.map(({ data }) => data as DataOf<BenchmarkEvent, Type>);
  }

  async close(): Promise<void> {
    for (const app of this.apps) await app.close();
  }

  private providers(): Provider[] {
    return [
      ...sagaProviders,
      BenchmarkAggregates,
      BenchmarkCommandHandler,
      ProjectLinks,
      { provide: SagaSettings, useValue: { publicUrl: 'http://slowking:8091', stepRetry: STEP_RETRY } },
      { provide: EventStore, useValue: this.store },
      { provide: Clock, useValue: this.clock },
      { provide: Platform, useValue: this.platform },
      { provide: Artifacts, useValue: this.artifacts },
      { provide: Baselines, useValue: this.baselines },
      { provide: EarlierRuns, useValue: this.earlier },
      { provide: RunningRuns, useValue: this.running },
      { provide: Credentials, useValue: this.credentials },
      { provide: Notifier, useValue: this.mailbox },
      { provide: ReportFiles, useValue: this.files },
      ...(this.patience === 'hasty' ? [hastyUploads] : []),
    ];
  }
}

type Ports = readonly [EventStore, BenchmarkAggregates, PlatformAccess, Artifacts, Neighbours, Clock];

const hastyUploads: Provider = {
  provide: UploadDocuments,
  inject: [EventStore, BenchmarkAggregates, PlatformAccess, Artifacts, Neighbours, Clock],
  useFactory: (...ports: Ports) => new UploadDocuments(...ports, LOOK),
};
