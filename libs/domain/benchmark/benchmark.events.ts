import type { Event } from '#eventsourcing';
import type { Answer, Verdict } from '#measurement';
import type { Micros } from '../instant.js';
import type { InPass } from '../workload/passes.js';
import type { Workload } from '../workload/workload.js';
import type { EarlierRun } from './earlier-run.js';
import type { ProcessingFigures } from './processing-figures.js';

/** Which documents a run uploads: all of a folder below the artifacts directory, or the files named. */
export type Selection =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'files'; readonly count: number };

/** One document to send. `pass`: from 1 on, where there are several. `warmup`: it is no part of the statistics. */
export interface PlannedDocument extends InPass {
  /** Unique in its benchmark; also the file name that the platform sees. */
  readonly document_name: string;
  /** Below the artifacts directory. */
  readonly path: string;
  readonly bytes: number;
  /** Of the content; 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Our side of an upload that the platform acknowledged. */
export interface UploadedDocument {
  readonly document_name: string;
  /** When the workload wanted it sent, when its request began, and when the acknowledgement was there. */
  readonly scheduled_at: Micros;
  readonly sent_at: Micros;
  readonly acknowledged_at: Micros;
}

/**
 * The platform asked for its time: `t1` and `t4` by our clock, when we asked and when the answer was there; `t2` and `t3`
 * by the platform's, when it was asked and when it answered. As in RFC 5905, section 8.
 */
export interface ClockSample {
  readonly t1: Micros;
  readonly t2: Micros;
  readonly t3: Micros;
  readonly t4: Micros;
}

/** Before the first upload of a run, and after the last. */
export type ClockPhase = 'before' | 'after';

/** How busy the process was that sent the documents, while it did. */
export interface GeneratorLoad {
  /** How late its event loop came to a timer, in microseconds. */
  readonly delay_p99: number;
  readonly delay_max: number;
  /** How many cores it kept busy. */
  readonly cpu: number;
}

/** A file of a report. */
export interface ReportFile {
  readonly format: string;
  readonly renderer_version: number;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** The run that another one is compared with: its stream up to its end, whose hash of the chain tells a changed one. */
export interface ChosenBaseline {
  readonly benchmark_id: string;
  /** Of the event that ended it. */
  readonly revision: number;
  readonly hash: string;
}

/** What a report says to something that was asked: an objective, or the comparison with a baseline. */
export interface ReportAnswer {
  readonly question: string;
  readonly verdict: Answer;
  readonly reason: string;
}

/** What a search found, in requests a second: the greatest rate that was kept, with documents done a second at it, and the least that was not. */
export interface FoundRate {
  readonly kept: number | null;
  readonly missed: number | null;
  readonly throughput: number | null;
}

/** How a run ended. */
export type EndType = 'BenchmarkCompleted' | 'BenchmarkFailed' | 'BenchmarkTimedOut' | 'BenchmarkCancelled';

/** `at` is our clock's; whatever ends in `_at` is ours, too. Moments of the platform's clock say so in their name. */
type Fact<Type extends string, Data = unknown> = Event<Type, { benchmark_id: string; at: Micros } & Data>;

/**
 * Every fact a benchmark stream can hold, in the order a run meets them. Data is JSON in snake_case, as auditors see it.
 *
 * Stored events outlive this code: new fields are optional, nothing is renamed or removed.
 * Any other change needs an upcaster and a sample of the old shape.
 */
export type BenchmarkEvent =
  | Fact<
      'BenchmarkCreated',
      {
        benchmark_name: string;
        benchmark_type: string;
        benchmark_url: string;
        /** What instrumentation is matched by: see hostOf. */
        benchmark_host: string;
        benchmark_infra: string;
        eigen_version: string | null;
        username: string;
        documents: Selection;
        workload: Workload;
        /** What the run is judged by, and what it is compared with: a benchmark's id, or LAST_PASSING. */
        slo: readonly string[];
        baseline: string | null;
        notify: readonly string[];
        deadline_seconds: number;
        /** Nothing is sent while another run that has begun goes on at the same target. */
        exclusive?: true;
        /** SHA-256 of the request without its password: tells a repeat from another request with the same key. */
        request_sha256: string;
      }
    >
  /** The files that were asked for by name, in chunks counted from 0. */
  | Fact<'DocumentsSelected', { chunk: number; paths: readonly string[] }>
  | Fact<'DocumentsPlanned', { chunk: number; documents: readonly PlannedDocument[] }>
  /** Before the plan is whole. Null: there was none. `seed`: of the test that compares the two. */
  | Fact<'BaselineChosen', { baseline: ChosenBaseline | null; seed: number }>
  /** Before the plan is whole, where there are any: the newest runs before this one in its series, oldest first, as they were known by then. */
  | Fact<'SeriesNoted', { runs: readonly EarlierRun[] }>
  /**
   * `count` and `bytes`: of all passes. `sha256`: of all lines `<document sha256>␠␠<document name>⏎` in the order of the
   * corpus, once, however often and in whichever order it is sent: the corpus' identity.
   */
  | Fact<'PlanCompleted', { count: number; bytes: number; sha256: string }>
  | Fact<'ProjectCreated', { eigen_project_id: string; eigen_project_guid: string | null }>
  | Fact<'ClockSampled', { phase: ClockPhase; samples: readonly ClockSample[] }>
  /** Of a search: the rate of a pass, and between which rates the answer lay by then. Stored before the pass begins. */
  | Fact<'RateChosen', { pass: number; rate_per_second: number; kept: number | null; missed: number | null }>
  /** Another run had the same target at the same time: neither measured it alone. */
  | Fact<'OverlapNoted', { other_id: string; other_name: string }>
  /** Of the process that sent the documents: see GeneratorLoad. */
  | Fact<'GeneratorMeasured', GeneratorLoad>
  /** Stored before a request leaves: what is named here is never sent again. */
  | Fact<'DocumentsSending', { document_names: readonly string[] }>
  | Fact<'DocumentsUploaded', { documents: readonly UploadedDocument[] }>
  | Fact<'DocumentUploadFailed', { document_name: string; reason: string; scheduled_at?: Micros; sent_at?: Micros }>
  /**
   * A worker ended while these were on their way: the platform has them or not. They are not sent again. `pass`: of a search,
   * the one whose schedule begins anew.
   */
  | Fact<'DocumentsInterrupted', { document_names: readonly string[]; pass?: number }>
  /** The platform's side: when it began with a document, by its clock, and when we heard of that, by ours. */
  | Fact<
      'DocumentUploadStarted',
      {
        document_name: string;
        eigen_document_id: string | null;
        eigen_project_id: string;
        platform_start: Micros;
        received_at: Micros;
      }
    >
  | Fact<
      'DocumentUploadCompleted',
      {
        document_name: string;
        eigen_document_id: string | null;
        eigen_project_id: string;
        platform_end: Micros;
        received_at: Micros;
      }
    >
  | Fact<'AllDocumentsUploaded', { done: number; failed: number }>
  | Fact<'BenchmarkCompleted', { done: number; failed: number }>
  | Fact<'BenchmarkFailed', { reason: string }>
  | Fact<'BenchmarkTimedOut', { reason: string }>
  | Fact<'BenchmarkCancelled', { reason: string }>
  /**
   * `revision`: the report tells the stream up to here, the run's end; `hash` is the chain's at that event. `verdict`: the
   * worst of `answers`; missing: nobody judged runs then. `processing`: for series of runs; missing: nothing was measured, or
   * nobody made series then. `search`: of a search, likewise.
   */
  | Fact<
      'ReportCompleted',
      {
        revision: number;
        hash: string;
        algorithm_version: number;
        verdict?: Verdict;
        answers?: readonly ReportAnswer[];
        processing?: ProcessingFigures;
        search?: FoundRate;
        files: readonly ReportFile[];
      }
    >
  /** The change in the series of its runs that begins with this one is known. `by`: the name of a key; null: the API was open. */
  | Fact<'ChangeAcknowledged', { reason: string; by: string | null }>
  /** `about`: what the mail tells, the report or the error of a step. */
  | Fact<'NotificationSent', { about: string; to: readonly string[]; message_id: string }>
  | Fact<'ErrorOccurred', { step: string; message: string; will_retry: boolean }>;

/** A baseline that is looked for once the corpus is known: the newest run of that target, type and corpus that passed. */
export const LAST_PASSING = 'last-passing';

/** What the name of every benchmark stream starts with. */
export const BENCHMARK_STREAMS = 'benchmark-';

/** The stream of one benchmark. */
export const benchmarkStream = (benchmarkId: string): string => `${BENCHMARK_STREAMS}${benchmarkId}`;

/** The name of every event; the compiler sees to it that none is missing. */
export const EVENT_TYPES = Object.keys({
  BenchmarkCreated: true,
  DocumentsSelected: true,
  DocumentsPlanned: true,
  BaselineChosen: true,
  SeriesNoted: true,
  PlanCompleted: true,
  ProjectCreated: true,
  ClockSampled: true,
  RateChosen: true,
  OverlapNoted: true,
  GeneratorMeasured: true,
  DocumentsSending: true,
  DocumentsUploaded: true,
  DocumentsInterrupted: true,
  DocumentUploadFailed: true,
  DocumentUploadStarted: true,
  DocumentUploadCompleted: true,
  AllDocumentsUploaded: true,
  BenchmarkCompleted: true,
  BenchmarkFailed: true,
  BenchmarkTimedOut: true,
  BenchmarkCancelled: true,
  ReportCompleted: true,
  ChangeAcknowledged: true,
  NotificationSent: true,
  ErrorOccurred: true,
} satisfies Record<BenchmarkEvent['type'], true>) as readonly BenchmarkEvent['type'][];

/** The events that end a run. Each has one report. */
export const END_TYPES = ['BenchmarkCompleted', 'BenchmarkFailed', 'BenchmarkTimedOut', 'BenchmarkCancelled'] as const;

/** An event that ends its run. */
export type EndEvent = Extract<BenchmarkEvent, { type: EndType }>;

/** Whether an event ends its run. */
export const isEnd = (event: BenchmarkEvent): event is EndEvent => END_TYPES.some((type) => type === event.type);
