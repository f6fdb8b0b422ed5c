import { expect, it } from '@jest/globals';
import { benchmarkStream } from '#domain';
import { ask, benchmarkId } from '#domain/testing';
import { StoreUnavailable } from '#eventsourcing';
import { InMemoryEventStore } from '#eventsourcing/testing';
import { MeteredAggregates } from './metered-aggregates.js';
import { MeteredEventStore } from './metered-event-store.js';
import { Metrics } from './metrics.js';

it('counts commands by what they came to', async () => {
  const metrics = new Metrics();
  const benchmarks = new MeteredAggregates(new InMemoryEventStore(), metrics);
  const send = (command: Parameters<typeof benchmarks.send>[1]) => benchmarks.send(stream, command);
  await send(ask.create());
  await send(ask.create());
  await expect(send(ask.update('a.txt', { start: 5 }))).rejects.toThrow('project');
  const lines = await linesOf(metrics, 'slowking_commands_total');
  expect(lines).toEqual([
    'slowking_commands_total{command="CreateBenchmark",outcome="stored"} 1',
    'slowking_commands_total{command="CreateBenchmark",outcome="repeat"} 1',
    'slowking_commands_total{command="UpdateDocument",outcome="NoProject"} 1',
  ]);
});

it('times appends, those that failed apart', async () => {
  const metrics = new Metrics();
  const log = new Unreliable();
  const metered = new MeteredEventStore(log, metrics);
  await new MeteredAggregates(metered, metrics).send(stream, ask.create());
  log.isAway = true;
  await expect(metered.append(stream, [], 0n)).rejects.toThrow('away');
  expect(await linesOf(metrics, 'slowking_append_duration_seconds_count')).toEqual([
    'slowking_append_duration_seconds_count{outcome="stored"} 1',
    'slowking_append_duration_seconds_count{outcome="StoreUnavailable"} 1',
  ]);
  expect(await linesOf(metrics, 'slowking_appended_events_total')).toEqual(['slowking_appended_events_total 1']);
});

const stream = benchmarkStream(benchmarkId);

class Unreliable extends InMemoryEventStore {
  isAway = false;

  override async append(...call: Parameters<InMemoryEventStore['append']>) {
    if (this.isAway) throw new StoreUnavailable('The store is away.');
    return super.append(...call);
  }
}

async function linesOf(metrics: Metrics, beginning: string): Promise<string[]> {
  const { body } = await metrics.text();
  return body.split('\n').filter((line) => line.startsWith(beginning));
}
