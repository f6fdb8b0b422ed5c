import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { StderrLogger, type Settings } from '#adapters';
import { guard } from './access/guard.js';
import { doorOf } from './access/door-of.js';
import { ApiModule } from './api.module.js';
import { limitBodies } from './http/body-limits.js';
import { isLoopback, refuseForeignOrigins } from './http/loopback.js';
import { beforeAnyRoute } from './http/before-any-route.js';
import { describe } from './http/openapi.js';
import { placeRoutes } from './http/routes.js';
import { impatient, letGoAtTheEnd, REQUEST_TIMEOUT } from './http/slow-clients.js';
import { meterRequests } from './metrics/meter-requests.js';
import { Metrics } from './metrics/metrics.js';

/** What may be otherwise than in service. */
export interface ApiOptions {
  readonly module?: DynamicModule;
  /** Milliseconds that all of a request may take to come. */
  readonly requestTimeout?: number | undefined;
}

/** The API, ready to listen. Throws BadSettings where it would be open to others. */
export async function createApi(
  settings: Settings,
  { module = ApiModule.with(settings), requestTimeout = REQUEST_TIMEOUT }: ApiOptions = {},
): Promise<NestFastifyApplication> {
  const server = { routerOptions: { ignoreTrailingSlash: true }, forceCloseConnections: 'idle' } as const;
  const adapter = new FastifyAdapter({ ...server, ...impatient(requestTimeout), ...beforeAnyRoute });
  const fastify = adapter.getInstance();
  letGoAtTheEnd(fastify);
  limitBodies(fastify);
  if (isLoopback(settings.host)) refuseForeignOrigins(fastify);
  const api = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new StderrLogger(settings.logLevel),
    abortOnError: false,
    rawBody: true,
  });
  guard(fastify, await doorOf(api, settings));
  meterRequests(fastify, api.get(Metrics));
  placeRoutes(api);
  describe(api);
  return api;
}
