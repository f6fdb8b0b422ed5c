import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { PlatformClock } from './clock/platform-clock.js';
import { stampRequests } from './clock/request-stamp.js';
import { EigenModule } from './eigen.module.js';
import { StderrLogger } from './stderr-logger.js';
import type { Settings } from './settings.js';

/** Names are taken as they were sent; a burst has as many files, of any size, as it likes. */
const MULTIPART = { preservePath: true, limits: { fileSize: Infinity, files: Infinity, parts: Infinity } };

/** The mock platform, ready to listen; `false` silences it. */
export async function createEigen(
  settings: Settings,
  logger: LoggerService | false = new StderrLogger(settings.logLevels),
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true }, multipart: MULTIPART });
  const options = { logger, abortOnError: false, forceCloseConnections: true };
  const eigen = await NestFactory.create<NestFastifyApplication>(EigenModule.with(settings), adapter, options);
  stampRequests(adapter.getInstance(), eigen.get(PlatformClock));
  return eigen;
}
