import { nameInPass, type BenchmarkEvent } from '#domain';
import { baselineChosen, benchmarkCompleted, benchmarkId, completed, created, otherId, planCompleted, planned, sending, started, uploaded } from '#domain/testing';
import { recorded } from '#eventsourcing/testing';
import { reportOf, type Report } from '../index.js';

/** What a run is held against; unless said otherwise it is settled, and its history is there. */
export interface BaselineSetting {
  readonly baseline: readonly BenchmarkEvent[];
  readonly hash?: string;
  readonly none?: boolean;
  readonly unsettled?: boolean;
}

/** What a start says otherwise than the sample. */
export type Asked = Partial<(typeof created)['data']>;

/** So many passes over two documents, each of which takes so many seconds; b.txt a hundredth longer. */
export function passes(seconds: readonly number[], sha256 = planCompleted.data.sha256): readonly BenchmarkEvent[] {
  const documents = seconds.flatMap((_, index) =>
    ['a.txt', 'b.txt'].map((name) => ({ ...planned(name), document_name: nameInPass(name, index + 1), pass: index + 1 })),
  );
  const names = documents.map(({ document_name }) => document_name);
  const times = documents.flatMap(({ document_name: name, pass }, index) => [
    started(name, 5),
    completed(name, 5 + seconds[pass - 1]! * (index % 2 === 0 ? 1 : 1.01)),
  ]);
  return [
    created,
    { type: 'DocumentsPlanned', data: { benchmark_id: benchmarkId, at: created.data.at, chunk: 0, documents } },
    { ...planCompleted, data: { ...planCompleted.data, sha256 } },
    sending(...names),
    uploaded(...names),
    ...times,
    benchmarkCompleted,
  ];
}

/** The report of a run that was begun with a baseline. */
export const against = (current: readonly BenchmarkEvent[], baseline: readonly BenchmarkEvent[], asked: Asked = {}) => beside(current, { baseline }, asked);

/** The report of a run that was begun with a baseline, which lies in a stream of its own. */
export function beside(current: readonly BenchmarkEvent[], { baseline, hash, none, unsettled }: BaselineSetting, asked: Asked = {}): Promise<Report> {
  const other = baseline.map((event) => ({ ...event, data: { ...event.data, benchmark_id: otherId } }) as BenchmarkEvent);
  const stream = recorded(`benchmark-${otherId}`, other);
  const end = stream.at(-1);
  const chosen = { benchmark_id: otherId, revision: Number(end?.revision ?? 0), hash: hash ?? end?.metadata.hash ?? '' };
  const settled: BenchmarkEvent = { ...baselineChosen, data: { ...baselineChosen.data, baseline: none ? null : chosen } };
  const [first, ...rest] = current;
  const history = [{ ...first!, data: { ...first!.data, ...asked, baseline: otherId } } as BenchmarkEvent, ...(unsettled ? [] : [settled]), ...rest];
  return reportOf(recorded(`benchmark-${benchmarkId}`, history), { readBaseline: () => stream });
}
