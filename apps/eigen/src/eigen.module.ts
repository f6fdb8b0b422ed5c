import { Module, StandardSchemaValidationPipe, type DynamicModule, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AccessController, Account } from './access/access.controller.js';
import { Sessions } from './access/sessions.js';
import { AdminController, WorkerCount } from './admin/admin.controller.js';
import { ClockController, ClockRoute } from './clock/clock.controller.js';
import { ClockFaultController } from './clock/clock-fault.controller.js';
import { PlatformClock } from './clock/platform-clock.js';
import { Documents } from './documents/documents.js';
import { PublicHost, UploadsController } from './documents/uploads.controller.js';
import { HealthController } from './health.controller.js';
import { Delivery } from './instrumentation/delivery.js';
import { Reporter } from './instrumentation/reporter.js';
import { Misbehaviour } from './misbehaviour/misbehaviour.js';
import { MisbehavingRouteInterceptor } from './misbehaviour/misbehaving-route.interceptor.js';
import { PlatformErrorFilter } from './platform-error.filter.js';
import { Processing } from './processing/processing.js';
import { seeded } from './processing/random.js';
import { serviceTimes } from './processing/service-time.js';
import { ProjectsController } from './projects/projects.controller.js';
import { Projects } from './projects/projects.js';
import type { Settings } from './settings.js';

/** A mock of the platform under measurement. It shares no code with the rest: it speaks HTTP. */
@Module({
  controllers: [
    HealthController,
    AccessController,
    ProjectsController,
    UploadsController,
    ClockController,
    ClockFaultController,
    AdminController,
  ],
})
export class EigenModule {
  static with(settings: Settings): DynamicModule {
    return { module: EigenModule, providers: [...platform(settings), ...work(settings), ...http] };
  }
}

const http: Provider[] = [
  { provide: APP_FILTER, useClass: PlatformErrorFilter },
  { provide: APP_INTERCEPTOR, useClass: MisbehavingRouteInterceptor },
  { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
];

const platform = (settings: Settings): Provider[] => [
  Documents,
  { provide: Account, useValue: new Account(settings.username, settings.password) },
  { provide: ClockRoute, useValue: new ClockRoute(settings.clockRoute) },
  { provide: Misbehaviour, useValue: new Misbehaviour(settings.misbehaviour, settings.seed) },
  { provide: PlatformClock, useValue: new PlatformClock(settings.clock) },
  { provide: Projects, useValue: new Projects(settings) },
  { provide: PublicHost, useValue: new PublicHost(settings.publicHost) },
  { provide: Sessions, useValue: new Sessions(settings.tokenSeconds) },
  { provide: WorkerCount, useValue: new WorkerCount(settings.workers) },
];

const work = ({ delivery, serviceLaw, seed, workers }: Settings): Provider[] => [
  {
    provide: Reporter,
    useFactory: () => new Reporter(new Delivery(delivery), delivery.connections),
  },
  {
    provide: Processing,
    inject: [PlatformClock, Misbehaviour, Reporter],
    useFactory: (clock: PlatformClock, misbehaviour: Misbehaviour, reporter: Reporter) =>
      new Processing({ workers, serviceSeconds: serviceTimes(serviceLaw, seeded(seed)) }, clock, misbehaviour, reporter),
  },
];
