import type { BenchmarkCommand } from '../index.js';
import { at, baselineChosen, benchmarkId, clockSampled, created, earlierRun, generatorMeasured, overlapNoted, planned, reportCompleted } from './samples.js';

type Asked<Type extends BenchmarkCommand['type']> = Extract<BenchmarkCommand, { type: Type }>['data'];

const { benchmark_id: _id, at: _at, ...request } = created.data;
const { revision, hash, files } = reportCompleted.data;
const { delay_p99, delay_max, cpu } = generatorMeasured.data;
const from = (seconds: number) => ({ benchmarkId, at: at(seconds) });
const times = { scheduled_at: at(3), sent_at: at(3) };

/** The commands that lead to the sample events, each at the moment of its sample. */
export const ask = {
  create: (changes: Partial<Asked<'CreateBenchmark'>> = {}) =>
    command('CreateBenchmark', { ...from(0), ...request, ...changes }),
  select: (chunk: number, ...paths: string[]) => command('SelectDocuments', { ...from(0), chunk, paths }),
  plan: (chunk: number, ...paths: string[]) =>
    command('PlanDocuments', { ...from(1), chunk, documents: paths.map(planned) }),
  baseline: (baseline: Asked<'ChooseBaseline'>['baseline'] = baselineChosen.data.baseline) =>
    command('ChooseBaseline', { ...from(1), baseline, seed: 1 }),
  series: (runs: Asked<'NoteSeries'>['runs'] = [earlierRun]) => command('NoteSeries', { ...from(1), runs }),
  completePlan: (count = 2) =>
    command('CompletePlan', { ...from(1), count, bytes: count * 100, sha256: 'c'.repeat(64) }),
  project: () => command('RecordProject', { ...from(2), projectId: '7', guid: 'g-7' }),
  clock: (phase: 'before' | 'after' = 'before') =>
    command('RecordClock', { ...from(2), phase, samples: clockSampled.data.samples }),
  rate: (pass = 1) => command('ChooseRate', { ...from(2), pass, rate_per_second: 2.83, kept: 2, missed: 4 }),
  overlap: (otherId = overlapNoted.data.other_id) => command('NoteOverlap', { ...from(2), otherId, otherName: overlapNoted.data.other_name }),
  generator: () => command('RecordGenerator', { ...from(3), delay_p99, delay_max, cpu }),
  send: (...names: string[]) => command('SendDocuments', { ...from(3), names }),
  upload: (uploaded: readonly string[], failed: readonly string[] = []) =>
    command('RecordUploads', {
      ...from(4),
      uploaded: uploaded.map((document_name) => ({ document_name, ...times, acknowledged_at: at(3.1) })),
      failed: failed.map((document_name) => ({ document_name, reason: 'the platform answered 500', ...times })),
    }),
  interrupt: (...names: string[]) => command('RecordInterruption', { ...from(4), names }),
  /** What the platform's instrumentation tells, in seconds after the start; heard of a hundredth later. */
  update: (name: string, { start, end }: { start?: number; end?: number }) =>
    command('UpdateDocument', {
      ...from((end ?? start ?? 0) + 0.01),
      name,
      eigenDocumentId: '70',
      eigenProjectId: '7',
      ...(start !== undefined && { start: at(start) }),
      ...(end !== undefined && { end: at(end) }),
    }),
  cancel: () => command('CancelBenchmark', { ...from(6), reason: 'asked to' }),
  fail: () => command('FailBenchmark', { ...from(9), reason: 'CreateProject: the platform cannot be reached' }),
  timeOut: () => command('TimeOutBenchmark', { ...from(3600), reason: 'not done within 3600 seconds' }),
  report: (changes: Partial<Asked<'RecordReport'>> = {}) =>
    command('RecordReport', { ...from(10), revision, hash, files, algorithmVersion: 1, ...changes }),
  acknowledge: (reason = 'the new parser', by: string | null = 'nightly') => command('AcknowledgeChange', { ...from(12), reason, by }),
  notify: (about = 'report') =>
    command('RecordNotification', { ...from(11), about, to: ['team@example.org'], messageId: '<1@slowking>' }),
  error: (changes: Partial<Asked<'RecordError'>> = {}) =>
    command('RecordError', {
      ...from(9),
      step: 'CreateProject',
      message: 'the platform cannot be reached',
      willRetry: false,
      isFatal: true,
      ...changes,
    }),
};

const command = <Type extends BenchmarkCommand['type']>(type: Type, data: Asked<Type>) =>
  ({ type, data }) as Extract<BenchmarkCommand, { type: Type }>;
