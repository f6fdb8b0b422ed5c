import { Injectable, Logger, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { AuditKeys, EventStore } from '#eventsourcing';
import { ApiKeys, Artifacts, Baselines, Clock, Credentials, EarlierRuns, Notifier, Platform, ReportFiles, RunningRuns, SigningSecrets } from '#ports';
import { BenchmarkInstances, BenchmarkSummaries, Documents, Reports } from '#read-models';
import { join } from 'node:path';
import { SystemClock } from './clock/index.js';
import { EigenPlatform, TargetPolicy } from './eigen/index.js';
import { EventStoreDbEventStore } from './eventstore/index.js';
import { ArtifactFolder, ReportFolder } from './files/index.js';
import {
  BlockedConsumers,
  Database,
  openPool,
  PrismaBaselines,
  PrismaBenchmarkInstances,
  PrismaBenchmarkSummaries,
  PrismaEarlierRuns,
  PrismaDocuments,
  PrismaReports,
  PrismaRunningRuns,
  ProcessLocks,
} from './prisma/index.js';
import { masterKey, PgApiKeys, PgAuditKeys, PgCredentials, PgSigningSecrets } from './secrets/index.js';
import { required, type Settings } from './settings/index.js';
import { SmtpNotifier } from './smtp/index.js';

/** The connection to the log; Nest closes it when nobody uses it any more. */
@Injectable()
export class Log extends EventStoreDbEventStore implements OnApplicationShutdown {
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}

/** What commands and queries stand on: the log, the database, files, time. */
export function storeProviders(settings: Settings): Provider[] {
  const { eventStoreUrl, databaseUrl } = settings;
  return [
    { provide: Log, useFactory: () => new Log(required(eventStoreUrl, 'EVENTSTORE_URL')) },
    { provide: EventStore, useExisting: Log },
    { provide: Database, useFactory: () => new Database(openPool(required(databaseUrl, 'DATABASE_URL'))) },
    { provide: BlockedConsumers, inject: [Database], useFactory: (database: Database) => new BlockedConsumers(database) },
    { provide: Clock, useClass: SystemClock },
    { provide: TargetPolicy, useFactory: () => TargetPolicy.parse(settings.targets) },
    { provide: Artifacts, useFactory: () => new ArtifactFolder(settings.artifacts, warnOf('Artifacts')) },
    { provide: ReportFiles, useValue: new ReportFolder(settings.reports) },
    ...secretProviders(settings),
    ...readModels,
  ];
}

/** What is kept encrypted, and who may call. */
function secretProviders({ secretKey, home }: Settings): Provider[] {
  const key = () => masterKey({ value: secretKey, file: join(home, 'secret.key') });
  return [
    {
      provide: Credentials,
      inject: [Database],
      useFactory: async ({ pool }: Database) => new PgCredentials(pool, await key()),
    },
    {
      provide: SigningSecrets,
      inject: [Database],
      useFactory: async ({ pool }: Database) => new PgSigningSecrets(pool, await key()),
    },
    {
      provide: AuditKeys,
      inject: [Database],
      useFactory: async ({ pool }: Database) => new PgAuditKeys(pool, await key()),
    },
    { provide: ApiKeys, inject: [Database], useFactory: ({ pool }: Database) => new PgApiKeys(pool) },
  ];
}

const warnOf = (context: string) => (message: string) => new Logger(context).warn(message);

const readModels: Provider[] = [
  { provide: Baselines, inject: [Database], useFactory: (db: Database) => new PrismaBaselines(db) },
  { provide: BenchmarkSummaries, inject: [Database], useFactory: (db: Database) => new PrismaBenchmarkSummaries(db) },
  { provide: EarlierRuns, inject: [BenchmarkSummaries], useFactory: (summaries: BenchmarkSummaries) => new PrismaEarlierRuns(summaries) },
  { provide: RunningRuns, inject: [Database], useFactory: (db: Database) => new PrismaRunningRuns(db) },
  { provide: BenchmarkInstances, inject: [Database], useFactory: (db: Database) => new PrismaBenchmarkInstances(db) },
  { provide: Documents, inject: [Database], useFactory: (db: Database) => new PrismaDocuments(db) },
  { provide: Reports, inject: [Database], useFactory: (db: Database) => new PrismaReports(db) },
];

/** What effects reach out to: the platform and people. And what lets one worker at a time do a thing. */
export function worldProviders({ databaseUrl, smtpUrl, mailFrom }: Settings): Provider[] {
  return [
    {
      provide: Platform,
      inject: [Clock, TargetPolicy],
      useFactory: (clock: Clock, targets: TargetPolicy) => new EigenPlatform(clock, targets),
    },
    {
      provide: Notifier,
      useFactory: () => new SmtpNotifier({ url: required(smtpUrl, 'SMTP_URL'), from: mailFrom, warn: warnOf('Mail') }),
    },
    { provide: ProcessLocks, useFactory: () => new ProcessLocks(required(databaseUrl, 'DATABASE_URL')) },
  ];
}
