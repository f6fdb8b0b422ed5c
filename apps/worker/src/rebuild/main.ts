import '#node-version';
import { Logger } from '@nestjs/common';
import { EventStoreDbEventStore } from '#adapters/eventstore';
import { StderrLogger } from '#adapters/logging';
import { rebuildReadModels } from '#adapters/rebuild';
import { readSettings, required } from '#adapters/settings';
import { OVER, type RebuildArguments } from './arguments.js';

// Nobody would hear of the end: whoever takes the job up begins again.
const giveUp = () => process.exit(OVER.failed);
process.once('disconnect', giveUp);

const order = JSON.parse(process.argv[2] ?? '{}') as RebuildArguments;
const { eventStoreUrl, databaseUrl, logLevel } = readSettings(process.env);
Logger.overrideLogger(new StderrLogger(logLevel));
const log = new EventStoreDbEventStore(required(eventStoreUrl, 'EVENTSTORE_URL'), { readTimeout: 30_000 });
try {
  await rebuildReadModels(log, required(databaseUrl, 'DATABASE_URL'), order);
  process.exitCode = OVER.done;
} catch (error) {
  new Logger('Rebuild').error(error);
  process.exitCode = OVER.failed;
} finally {
  await log.close(1_000);
  process.off('disconnect', giveUp).disconnect?.();
}
