import { LIVE, PrismaProjectionConsumer, READ_MODELS, type Database } from '#adapters';
import { SagaFeed, type SagaQueues } from '#adapters/jobs';
import { BENCHMARK_STREAMS, END_TYPES } from '#domain';
import { Sealer, type AuditKeys, type EventStore } from '#eventsourcing';
import type { ReportProofs, Sagas } from '#sagas';
import type { Consumers } from './consumers.runner.js';
import { ReportProofsConsumer } from './report-proofs.consumer.js';

/** The log is sealed after what people and reports tell of a run. */
const SEALING = { prefix: BENCHMARK_STREAMS, sealsAfter: [...END_TYPES, 'ReportCompleted', 'NotificationSent', 'ChangeAcknowledged'] };

/** What the log is sealed with. */
export interface SealingParts {
  readonly store: EventStore;
  readonly keys: AuditKeys;
  readonly proofs: ReportProofs;
}

/** Every read model and every saga, each with a checkpoint of its own; and what seals the log. */
export function consumersOf(database: Database, queues: SagaQueues, { workers }: Sagas, sealing: SealingParts): Consumers {
  return {
    all: [
      ...READ_MODELS.map(({ projection, tableIn }) => new PrismaProjectionConsumer(database, projection, tableIn(LIVE))),
      ...workers.map((saga) => new SagaFeed(database, queues, saga, BENCHMARK_STREAMS)),
      new Sealer(sealing.store, sealing.keys, SEALING),
      new ReportProofsConsumer(database, sealing.proofs),
    ],
  };
}
