import { setImmediate as turn } from 'node:timers/promises';
import type { Recorded } from '#eventsourcing';
import type { BenchmarkEvent, EndType } from '#domain';
import {
  ascending,
  figuresOf,
  ntpOffset,
  outlierTest,
  runOffset,
  summarise,
  summariseBounded,
  type Bounded,
  type ClockOffset,
  type Drift,
  type Figures,
} from '#measurement';
import { isMeasured, statusOf } from './document-status.js';
import {
  ALGORITHM_VERSION,
  type Counts,
  type DocumentFacts,
  type Measured,
  type Outcome,
  type Report,
  type ReportedClock,
  type ReportedDocument,
  type ReportedRun,
  type ToldCounts,
} from './report.model.js';
import { baselineOf, type ReadBaseline } from './judgement/baseline.js';
import { judgementOf } from './judgement/judgement.js';
import { concurrencyOf, warmUpOf } from './load.js';
import { notesOf } from './report.notes.js';
import { searchOf } from './rate-search.js';
import { readRun, type RunHistory } from './run-history.js';
import { reportedSeries } from './series/reported-series.js';

/** What a report says beside its history. */
export interface ReportOptions {
  /** Where the platform should post its instrumentation: said in a note when none arrived. */
  readonly instrumentationUrl?: string | undefined;
  /** A run that is not over yet may be told as far as it has come. */
  readonly isPartial?: boolean;
  /** Where the history of its baseline is. */
  readonly readBaseline?: ReadBaseline;
}

/**
 * The report of a run: its history, from the stream's first event, up to and including the event that ended it. What
 * comes after that does not change it. Throws when the history has no end yet, unless a part will do.
 */
export async function reportOf(
  events: AsyncIterable<Recorded<BenchmarkEvent>> | Iterable<Recorded<BenchmarkEvent>>,
  { instrumentationUrl, isPartial, readBaseline }: ReportOptions = {},
): Promise<Report> {
  const history = await readRun(events, isPartial);
  if (!history) throw new Error('The history is empty.');
  if (!history.end && !isPartial) throw new Error('The history has no end: there is nothing to report yet.');
  const measured = await measuredOf(history, instrumentationUrl);
  const judged = { ...measured, ...judgementOf(measured, history, await baselineOf(history, readBaseline, measuredOf)) };
  return { ...judged, series: reportedSeries(history.earlier, judged) };
}

/** What a run measured. Of many documents each step takes a moment, and everybody else has a turn before the next. */
async function measuredOf(history: RunHistory, instrumentationUrl?: string): Promise<Measured> {
  const { offset, clock } = clocksOf(history);
  await turn();
  const documents = rowsOf(history.documents, offset, clock.drift);
  const counts = countsOf(documents);
  await turn();
  const metrics = metricsOf(documents);
  await turn();
  const warmUp = warmUpOf(documents, history.created.workload);
  const told = { counts, metrics, offset, clock, warmUp, documents };
  const notes = notesOf({ history, ...told, instrumentationUrl });
  const { overlaps, generator } = history;
  const [concurrency, search] = [concurrencyOf(documents), searchOf(history)];
  return { schema: 'slowking.report/1', run: runOf(history), ...told, told: toldCounts(history), overlaps, generator, concurrency, search, notes };
}

/** Of what the platform said of its clock, and of its documents; of a platform that says nothing, of these alone. */
function clocksOf({ clock, documents }: RunHistory): { offset: ClockOffset; clock: ReportedClock } {
  const [before, after] = [ntpOffset(clock.get('before') ?? []), ntpOffset(clock.get('after') ?? [])];
  const { offset, drift } = runOffset(before, after, documents);
  return { offset, clock: { before, after, drift } };
}

const OUTCOMES: Readonly<Record<EndType, Outcome>> = {
  BenchmarkCompleted: 'completed',
  BenchmarkFailed: 'failed',
  BenchmarkTimedOut: 'timed_out',
  BenchmarkCancelled: 'cancelled',
};

function runOf({ created, end, last, corpus, interrupted }: RunHistory): ReportedRun {
  return {
    id: created.benchmark_id,
    name: created.benchmark_name,
    type: created.benchmark_type,
    infra: created.benchmark_infra,
    eigenVersion: created.eigen_version ?? undefined,
    url: created.benchmark_url,
    stream: last.stream,
    revision: Number(last.revision),
    hash: last.metadata.hash,
    outcome: end ? OUTCOMES[end.type] : 'running',
    reason: end && 'reason' in end.data ? end.data.reason : undefined,
    interrupted: interrupted > 0,
    startedAt: created.at,
    endedAt: last.data.at,
    algorithmVersion: ALGORITHM_VERSION,
    corpus,
    workload: created.workload,
  };
}

function rowsOf(all: readonly DocumentFacts[], offset: ClockOffset, drift: Drift | undefined): readonly ReportedDocument[] {
  const rows = all.map((facts): Judged => ({ facts, ...statusOf(facts), figures: figuresOf(facts, offset, drift), isOutlier: undefined }));
  const isOutlier = outlierTest(ascending(measured(rows, ({ processing }) => processing)));
  for (const row of rows) {
    const { processing } = row.figures;
    if (isMeasured(row) && processing !== undefined) row.isOutlier = isOutlier(processing);
  }
  return rows;
}

type Row = Omit<ReportedDocument, 'isOutlier'>;
/** Known of all before it is known of one. */
type Judged = Row & { isOutlier: boolean | undefined };
type FigureOf<Value> = (figures: Figures) => Value | undefined;

const measured = <Value>(rows: readonly Row[], figure: FigureOf<Value>): readonly Value[] =>
  rows.flatMap((row) => (isMeasured(row) ? (figure(row.figures) ?? []) : []));

function metricsOf(rows: readonly Row[]): Measured['metrics'] {
  const summary = (figure: FigureOf<number>) => summarise(measured(rows, figure));
  const bounded = (figure: FigureOf<Bounded>) => summariseBounded(measured(rows, figure));
  return {
    processing: summary(({ processing }) => processing),
    upload: summary(({ upload }) => upload),
    queueWait: bounded(({ queueWait }) => queueWait),
    endToEnd: bounded(({ endToEnd }) => endToEnd),
    scheduleDelay: summary(({ scheduleDelay }) => scheduleDelay),
  };
}

function toldCounts({ planned, end }: RunHistory): ToldCounts {
  const { done, failed } = end?.type === 'BenchmarkCompleted' ? end.data : { done: undefined, failed: undefined };
  return { planned, done, failed };
}

function countsOf(rows: readonly Row[]): Counts {
  const having = (status: Row['status']) => rows.filter((row) => row.status === status).length;
  const invalid = having('invalid');
  return {
    planned: rows.length,
    sent: rows.filter(({ facts }) => wasSent(facts)).length,
    done: having('done') + invalid,
    failed: having('failed'),
    unfinished: having('unfinished'),
    invalid,
  };
}

/** What was due and could not be sent has failed before it left. */
const wasSent = ({ upload, scheduledAt, sentAt }: DocumentFacts): boolean =>
  upload !== undefined && !(upload === 'failed' && scheduledAt !== undefined && sentAt === undefined);
