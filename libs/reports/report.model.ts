import type { Bracket, GeneratorLoad, PassVerdict, TriedRate, Workload } from '#domain';
import type {
  Answer,
  ClockOffset,
  Comparison,
  Concurrency,
  DocumentTimes,
  Drift,
  Figures,
  NtpOffset,
  ObjectiveResult,
  Subject,
  Summary,
  Verdict,
  WarmUp,
} from '#measurement';
import type { Series } from './series/series.js';

/** Which rules made the figures of a report out of the history. Counted up whenever the same history gives others. */
export const ALGORITHM_VERSION = 4;

/** What a run measured, as its stream tells it up to and including its end. Moments and durations in microseconds. */
export interface Report extends Measured {
  /** The worst of all answers. */
  readonly verdict: Verdict;
  readonly objectives: readonly ReportedObjective[];
  /** Undefined: it was not asked for. */
  readonly comparison: ReportedComparison | undefined;
  /** The runs before it and, once it completed, itself. Undefined: none came before. */
  readonly series: Series | undefined;
}

/** What a run measured, before anything is made of it. */
export interface Measured {
  readonly schema: 'slowking.report/1';
  readonly run: ReportedRun;
  readonly counts: Counts;
  /** What the history itself says of them, for a check. */
  readonly told: ToldCounts;
  /** Of the documents that did not fail, are not invalid and no warm-up. Undefined: nothing to measure. */
  readonly metrics: Readonly<Record<Metric, Summary | undefined>>;
  /** The platform's clock − ours during the run: what rests on both clocks carries its bounds. */
  readonly offset: ClockOffset;
  readonly clock: ReportedClock;
  /** How busy the platform was, by its own clock, with all documents that it says start and end of. Undefined: no time passed. */
  readonly concurrency: Concurrency | undefined;
  /** Runs that had the same target at the same time. */
  readonly overlaps: readonly Overlap[];
  /** How busy the process was that sent the documents. Undefined: it did not say. */
  readonly generator: GeneratorLoad | undefined;
  /** What still looks like a warm-up among the documents that count. Undefined: that cannot be told. */
  readonly warmUp: WarmUp | undefined;
  /** Of a run that looked for the greatest rate. */
  readonly search: ReportedSearch | undefined;
  /** In the order of the plan. */
  readonly documents: readonly ReportedDocument[];
  /** What people should know before they trust the figures. */
  readonly notes: readonly Note[];
}

/** What the platform said of its clock, before the first upload and after the last. Undefined: it said nothing. */
export interface ReportedClock {
  readonly before: NtpOffset | undefined;
  readonly after: NtpOffset | undefined;
  readonly drift: Drift | undefined;
}

/** An objective and its answer. */
export interface ReportedObjective extends ObjectiveResult {
  /** What its numbers are: microseconds, documents, or documents a second. Undefined: nobody can read it. */
  readonly kind: Subject['kind'] | undefined;
}

/** A run beside its baseline, by processing time. */
export interface ReportedComparison {
  readonly verdict: Answer;
  /** In a sentence. */
  readonly reason: string;
  /** Undefined: there is none. */
  readonly baseline: ReportedRun | undefined;
  /** Undefined: the two cannot be compared. */
  readonly found: Omit<Comparison, 'changes'> | undefined;
  /** Of the documents, those that changed most. */
  readonly changes: Comparison['changes'];
}

/** A search for the greatest rate at which an objective is kept. */
export interface ReportedSearch extends Bracket {
  readonly objective: string;
  /** In their order, those that began. */
  readonly passes: readonly ReportedPass[];
  /** The one at the greatest rate that was kept. */
  readonly best: ReportedPass | undefined;
}

/** A pass of a search. */
export interface ReportedPass extends TriedRate, PassVerdict {
  readonly pass: number;
  /** Without those that warm up. */
  readonly documents: number;
}

/** See Figures for what they are. */
export type Metric = 'processing' | 'upload' | 'queueWait' | 'endToEnd' | 'scheduleDelay';

/** How a run ended; running: it had not by then. */
export type Outcome = 'running' | 'completed' | 'failed' | 'timed_out' | 'cancelled';

/** The run that a report is about, and where its history can be verified. */
export interface ReportedRun {
  /** The benchmark's. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly infra: string;
  readonly eigenVersion: string | undefined;
  readonly url: string;
  readonly stream: string;
  /** Of the event that ended the run, or of the last one by then; `hash` is the chain's there. */
  readonly revision: number;
  readonly hash: string;
  readonly outcome: Outcome;
  /** Why it did not complete. */
  readonly reason: string | undefined;
  /** A worker ended while documents were on their way. */
  readonly interrupted: boolean;
  readonly startedAt: number;
  /** When it ended, or how far it is told. */
  readonly endedAt: number;
  readonly algorithmVersion: number;
  /** The identity of what was sent; undefined: the plan was never whole. */
  readonly corpus: string | undefined;
  readonly workload: Workload;
}

/** planned = done + failed + unfinished. */
export interface Counts {
  readonly planned: number;
  readonly sent: number;
  /** Those that are invalid among them. */
  readonly done: number;
  readonly failed: number;
  readonly unfinished: number;
  /** The platform says they ended before they started. */
  readonly invalid: number;
}

/** Another run. */
export interface Overlap {
  readonly id: string;
  readonly name: string;
}

/** Undefined: the event that would say it did not happen. */
export interface ToldCounts {
  readonly planned: number | undefined;
  readonly done: number | undefined;
  readonly failed: number | undefined;
}

/** Invalid: done, but ended before it started. */
export type DocumentStatus = 'done' | 'failed' | 'unfinished' | 'invalid';

/** Our side of a document; undefined: never sent. Interrupted: sent, and the answer was lost. */
export type UploadProgress = 'sending' | 'uploaded' | 'interrupted' | 'failed' | undefined;

/** All that the history tells of a document. */
export interface DocumentFacts extends DocumentTimes {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Over the corpus, from 1. */
  readonly pass: number;
  /** Sent to warm the platform up: shown, and in no statistic. */
  readonly warmup: boolean;
  readonly upload: UploadProgress;
  /** Why the upload failed. */
  readonly failure: string | undefined;
  /** The revisions of all events that concern it, ascending. */
  readonly eventNumbers: readonly number[];
}

/** One row of a report. */
export interface ReportedDocument {
  readonly facts: DocumentFacts;
  readonly status: DocumentStatus;
  /** Why it is not done. */
  readonly reason: string | undefined;
  readonly figures: Figures;
  /** By its processing time; undefined where that is in no statistic. */
  readonly isOutlier: boolean | undefined;
}

/** A sentence for people. */
export interface Note {
  readonly about: NoteTopic;
  readonly text: string;
}

/** What a note is about. */
export type NoteTopic =
  | 'running'
  | 'plan'
  | 'failed'
  | 'unfinished'
  | 'invalid'
  | 'interrupted'
  | 'instrumentation'
  | 'offset'
  | 'drift'
  | 'schedule'
  | 'warmup'
  | 'overlap'
  | 'baseline';
