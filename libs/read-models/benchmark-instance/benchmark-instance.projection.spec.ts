import { expect, it } from '@jest/globals';
import type { BenchmarkEvent } from '#domain';
import { at, created } from '#domain/testing';
import { project } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';
import { benchmarkInstance, instanceId } from './benchmark-instance.projection.js';

it('is one target for all benchmarks of the same url and user', () => {
  const rows = after(created, by({ eigen_version: '6.0.0', at: at(60) }));
  expect([...rows.values()]).toEqual([
    {
      id: instanceId('http://platform:8283', 'bench'),
      url: 'http://platform:8283',
      host: 'platform:8283',
      username: 'bench',
      infra: 'docker',
      eigenVersion: '6.0.0',
      benchmarks: 2,
      createdAt: new Date(at(0) / 1000),
      lastUsedAt: new Date(at(60) / 1000),
    },
  ]);
});

it('is another one for another url or another user', () => {
  expect(after(created, by({ username: 'other' }), by({ benchmark_url: 'http://other' })).size).toBe(3);
});

it('has an id that never changes', () => {
  expect(instanceId('http://platform:8283', 'bench')).toBe('d4e28888-794a-551e-929c-ff5acf1d8e1a');
  expect(instanceId('a', 'b,c')).not.toBe(instanceId('a,b', 'c'));
});

const by = (change: Partial<(typeof created)['data']>) => ({ ...created, data: { ...created.data, ...change } });

const after = (...events: BenchmarkEvent[]) => project(benchmarkInstance, recorded('benchmark-1', events));
