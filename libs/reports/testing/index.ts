import { recorded } from '#eventsourcing/testing';
import { benchmarkStream, type BenchmarkEvent } from '#domain';
import {
  at,
  benchmarkCompleted,
  benchmarkId,
  completed,
  created,
  planned,
  sending,
  started,
  uploaded,
} from '#domain/testing';
import { reportOf, type Renderer, type Report, type ReportOptions } from '../index.js';

export * from './compared.js';
export * from './series.js';

/** A benchmark's stream as a store gives it back. */
export const told = (events: readonly BenchmarkEvent[]) => recorded(benchmarkStream(benchmarkId), events);

/** The report of a stream that holds these events. */
export const reported = (events: readonly BenchmarkEvent[], options?: ReportOptions): Promise<Report> =>
  reportOf(told(events), options);

const fact = { benchmark_id: benchmarkId, at: at(1) };

/** The plan to upload these documents. */
export const planOf = (names: readonly string[]): BenchmarkEvent => ({
  type: 'DocumentsPlanned',
  data: { ...fact, chunk: 0, documents: names.map((name) => ({ ...planned(name), document_name: name })) },
});

/** A worker ended while these were on their way. */
export const interrupted = (...document_names: string[]): BenchmarkEvent => ({
  type: 'DocumentsInterrupted',
  data: { ...fact, document_names },
});

/** So many documents that took 1 s, 1.02 s, 1.04 s and so on. */
export function many(count: number) {
  const names = Array.from({ length: count }, (_, index) => `${index}.txt`);
  const reports = names.flatMap((name, index) => [started(name, 5), completed(name, 6 + index / 50)]);
  return [created, planOf(names), sending(...names), uploaded(...names), ...reports];
}

/** A run of so many documents, made as it is read. Nobody verifies its hash chain here. */
export function* largeRun(count: number) {
  const [sample] = told([created]);
  let revision = 0n;
  for (const event of largeHistory(count)) yield { ...sample!, ...event, revision: revision++ };
}

function* largeHistory(count: number): Generator<BenchmarkEvent> {
  const names = Array.from({ length: count }, (_, index) => `${index}.txt`);
  yield created;
  for (let from = 0; from < count; from += 1000) {
    const some = names.slice(from, from + 1000);
    yield planOf(some);
    yield sending(...some);
    yield uploaded(...some);
    for (const name of some) {
      yield started(name, 5);
      yield completed(name, 7);
    }
  }
  yield benchmarkCompleted;
}

/** A report as one text. */
export async function rendered(renderer: Renderer, report: Report): Promise<string> {
  let text = '';
  for await (const chunk of renderer.render(report)) text += chunk;
  return text;
}
