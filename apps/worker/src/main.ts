import '#node-version';
import { NestFactory } from '@nestjs/core';
import { readSettings, runProgram, StderrLogger } from '#adapters';
import { WorkerModule } from './worker.module.js';

await runProgram(async () => {
  const settings = readSettings(process.env);
  const logger = new StderrLogger(settings.logLevel);
  const worker = await NestFactory.createApplicationContext(WorkerModule.with(settings), { logger, abortOnError: false });
  return { ready: 'working', stop: () => worker.close() };
});
