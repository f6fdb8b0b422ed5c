import { expect, it } from '@jest/globals';
import { Command } from 'commander';
import { withWorkload, workloadFrom, type WorkloadOptions } from './workload.js';

it.each([
  ['', undefined],
  ['--in-flight 8', { mode: 'closed', in_flight: 8 }],
  ['--mode closed', { mode: 'closed', in_flight: 4 }],
  ['--mode burst', { mode: 'burst' }],
  ['--mode burst --batch 10 --repeat 3', { mode: 'burst', batch: 10, repeat: 3 }],
  ['--rate 2.5', { mode: 'arrival', rate_per_second: 2.5 }],
  ['--rate 1 --poisson', { mode: 'arrival', rate_per_second: 1, process: 'poisson' }],
  ['--rate 1 --poisson 7', { mode: 'arrival', rate_per_second: 1, process: 'poisson', seed: 7 }],
  ['--repeat 5 --warmup 0 --shuffle 0', { mode: 'closed', in_flight: 4, repeat: 5, warmup: 0, order: { kind: 'shuffled', seed: 0 } }],
])('takes %p for the workload %j', (words, workload) => {
  expect(workloadFrom(read(words))).toEqual(workload);
});

it.each([
  ['--mode burst --in-flight 3', '--in-flight'],
  ['--in-flight 3 --rate 2', '--in-flight'],
  ['--mode closed --rate 2', '--rate'],
  ['--mode burst --poisson', '--poisson'],
  ['--mode arrival', '--rate'],
  ['--poisson 3', '--rate'],
])('refuses %p, which contradicts itself', (words, option) => {
  expect(() => workloadFrom(read(words))).toThrow(option);
});

it.each(['--rate 0', '--rate -1', '--rate fast', '--rate 1e9', '--repeat 0', '--batch 0', '--mode luck', '--shuffle', '--shuffle x', '--warmup -1'])(
  'refuses %p, which no workload could be',
  (words) => {
    expect(() => read(words)).toThrow();
  },
);

function read(words: string): WorkloadOptions {
  const command = withWorkload(new Command()).exitOverride().configureOutput({ writeErr: () => undefined });
  return command.parse(words.split(' ').filter(Boolean), { from: 'user' }).opts();
}
