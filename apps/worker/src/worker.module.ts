import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Database, required, storeProviders, worldProviders, type Settings } from '#adapters';
import { RebuildQueue, SagaQueues } from '#adapters/jobs';
import { BenchmarkAggregates, BenchmarkCommandHandler, ProjectLinks } from '#commands';
import { AuditKeys, EventStore } from '#eventsourcing';
import { ReadProof, ReportProofs, sagaProviders, Sagas, SagaSettings, STEP_RETRY } from '#sagas';
import { consumersOf } from './consumers.js';
import { Consumers, ConsumersRunner } from './consumers.runner.js';
import { CredentialSweep } from './credential-sweep.js';
import { runRebuild } from './rebuild/run-rebuild.js';

/** Keeps the read models and carries out what sagas want done. */
@Module({ imports: [CqrsModule.forRoot()] })
export class WorkerModule {
  static with(settings: Settings): DynamicModule {
    const { databaseUrl, publicUrl } = settings;
    return {
      module: WorkerModule,
      providers: [
        ...storeProviders(settings),
        ...worldProviders(settings),
        ...sagaProviders,
        BenchmarkAggregates,
        BenchmarkCommandHandler,
        ProjectLinks,
        ConsumersRunner,
        CredentialSweep,
        { provide: SagaSettings, useValue: { publicUrl, stepRetry: STEP_RETRY } },
        {
          provide: SagaQueues,
          inject: [Sagas],
          useFactory: ({ workers }: Sagas) => new SagaQueues(required(databaseUrl, 'DATABASE_URL'), workers),
        },
        { provide: RebuildQueue, inject: [Database], useFactory: (database: Database) => new RebuildQueue(database, runRebuild) },
        ReadProof,
        ReportProofs,
        {
          provide: Consumers,
          inject: [Database, SagaQueues, Sagas, EventStore, AuditKeys, ReportProofs],
          useFactory: (database: Database, queues: SagaQueues, sagas: Sagas, store: EventStore, keys: AuditKeys, proofs: ReportProofs) =>
            consumersOf(database, queues, sagas, { store, keys, proofs }),
        },
      ],
    };
  }
}
