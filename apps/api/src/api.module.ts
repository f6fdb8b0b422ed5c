import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { Database, Log, ParkedJobs, RebuildJobs, storeProviders, type Settings } from '#adapters';
import { BenchmarkAggregates, BenchmarkCommandHandler, ProjectLinks } from '#commands';
import { EventStore } from '#eventsourcing';
import { ReadProof, ReadReport } from '#sagas';
import { AuditController } from './audit/audit.controller.js';
import { ProofsController } from './audit/proofs.controller.js';
import { ChannelsController } from './benchmarks/channels.controller.js';
import { CommandsController } from './benchmarks/commands.controller.js';
import { Corpus } from './benchmarks/corpus.js';
import { NamedBaseline } from './benchmarks/named-baseline.js';
import { QueriesController } from './benchmarks/queries.controller.js';
import { ReadSide } from './benchmarks/read-side.js';
import { StartBenchmark, StartDefaults } from './benchmarks/start-benchmark.js';
import { Correlation } from './events/correlation.js';
import { EventsController } from './events/events.controller.js';
import { LiveEventsController } from './events/live-events.controller.js';
import { HealthController } from './health/health.controller.js';
import { Health } from './health/health.js';
import { MeteredAggregates } from './metrics/metered-aggregates.js';
import { MeteredEventStore } from './metrics/metered-event-store.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { Metrics } from './metrics/metrics.js';
import { ParkedController } from './parked/parked.controller.js';
import { Past } from './past/past.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { validationPipe } from './problems/validation.js';
import { ProgressController } from './progress/progress.controller.js';
import { ProgressFeed } from './progress/progress-feed.js';
import { RebuildController } from './rebuild/rebuild.controller.js';
import { ComparisonController } from './reports/comparison.controller.js';
import { CreateReportController } from './reports/create-report.controller.js';
import { ReportFilesController } from './reports/report-files.controller.js';
import { SentReport } from './reports/sent-report.js';
import { FoundSeries } from './series/found-series.js';
import { SeriesController } from './series/series.controller.js';

/** Commands in, queries out. Fixed paths come before those with an id in them. */
@Module({
  imports: [CqrsModule.forRoot()],
  controllers: [
    HealthController,
    MetricsController,
    ParkedController,
    RebuildController,
    AuditController,
    ChannelsController,
    SeriesController,
    CommandsController,
    EventsController,
    LiveEventsController,
    ProofsController,
    ProgressController,
    ReportFilesController,
    ComparisonController,
    CreateReportController,
    QueriesController,
  ],
})
export class ApiModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: ApiModule,
      providers: [
        ...storeProviders(settings),
        Metrics,
        { provide: EventStore, inject: [Log, Metrics], useFactory: (log: Log, metrics: Metrics) => new MeteredEventStore(log, metrics) },
        { provide: BenchmarkAggregates, useClass: MeteredAggregates },
        { provide: ParkedJobs, inject: [Database], useFactory: (database: Database) => new ParkedJobs(database) },
        { provide: RebuildJobs, inject: [Database], useFactory: (database: Database) => new RebuildJobs(database) },
        ProgressFeed,
        BenchmarkCommandHandler,
        ProjectLinks,
        ReadReport,
        SentReport,
        FoundSeries,
        ReadProof,
        Corpus,
        NamedBaseline,
        StartBenchmark,
        ReadSide,
        Past,
        Correlation,
        Health,
        { provide: StartDefaults, useValue: { mailTo: settings.mailTo } },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useValue: validationPipe },
      ],
    };
  }
}
