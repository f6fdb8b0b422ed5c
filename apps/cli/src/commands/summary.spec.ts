import { expect, it } from '@jest/globals';
import type { BenchmarkDetails } from '../http/api-types.js';
import { Screen } from '../output/screen.js';
import { summaryOf } from './summary.js';

it.each([
  [11.3, 22.6, 10.8, '11.3/s kept (10.8/s done), 22.6/s was too much'],
  [11.3, null, null, '11.3/s kept, no rate is known to be too much'],
  [null, 22.6, null, 'none kept, even 22.6/s was too much'],
  [null, null, null, 'undecided: no pass tells of a rate'],
])('What a search found is told, %p kept and %p missed', (kept_per_second, missed_per_second, throughput_per_second, words) => {
  const lines = summaryOf({ ...benchmark, search: { kept_per_second, missed_per_second, throughput_per_second } }, new Screen(false));
  expect(lines).toContain(`rate        ${words}`);
});

it('What is no search has no rate', () => {
  expect(summaryOf(benchmark, new Screen(false)).filter((line) => line.startsWith('rate'))).toEqual([]);
});

it('Documents whose start was never told are not passed off as done', () => {
  const progress = { planned: 5, sent: 5, uploaded: 5, interrupted: 0, started: 3, completed: 5, failed: 0 };
  const told = summaryOf({ ...benchmark, progress }, new Screen(false)).join('\n');
  expect(told).toContain('5 processed, 0 failed, 0 interrupted of 5\n            of at least 2 of these no start was told: they are not done');
  expect(summaryOf(benchmark, new Screen(false)).join('\n')).not.toContain('no start');
});

it('Where nothing was processed, nothing will be once the run is over', () => {
  expect(summaryOf({ ...benchmark, ended_at: null }, new Screen(false))).toContain('no document has been processed yet');
  expect(summaryOf(benchmark, new Screen(false))).toContain('no document was processed');
});

const MOMENT = '2026-01-01T00:00:00.000Z';
const benchmark: BenchmarkDetails = {
  benchmark_id: '11111111-1111-4111-8111-111111111111',
  benchmark_name: 'Release 5.11',
  benchmark_type: 'throughput',
  benchmark_url: 'http://platform:8283',
  benchmark_infra: 'docker',
  eigen_version: '5.11.0',
  benchmark_instance_id: '22222222-2222-4222-8222-222222222222',
  status: 'cancelled',
  reason: 'asked to',
  errors: 0,
  last_error: null,
  eigen_project_id: '7',
  corpus: null,
  progress: { planned: 2, sent: 1, uploaded: 1, interrupted: 0, started: 0, completed: 0, failed: 0 },
  created_at: MOMENT,
  deadline_at: MOMENT,
  ended_at: MOMENT,
  reported_at: null,
  notified_at: null,
  verdict: null,
  answers: [],
  search: null,
  report_revision: null,
  revision: 11,
  processing_ms: null,
};
