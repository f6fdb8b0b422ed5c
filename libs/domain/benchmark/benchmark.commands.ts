import type { Command, DataOf } from '#eventsourcing';
import type { Verdict } from '#measurement';
import type { Micros } from '../instant.js';
import type {
  BenchmarkEvent,
  ChosenBaseline,
  ClockPhase,
  ClockSample,
  FoundRate,
  GeneratorLoad,
  PlannedDocument,
  ReportAnswer,
  ReportFile,
  UploadedDocument,
} from './benchmark.events.js';
import type { EarlierRun } from './earlier-run.js';
import type { ProcessingFigures } from './processing-figures.js';

type Order<Type extends string, Data = unknown> = Command<Type, { benchmarkId: string; at: Micros } & Data>;
type Created = DataOf<BenchmarkEvent, 'BenchmarkCreated'>;

/** An upload that came to nothing. */
export interface FailedUpload {
  readonly document_name: string;
  readonly reason: string;
  readonly scheduled_at?: Micros;
  readonly sent_at?: Micros;
}

/** Everything a benchmark can be asked. `at` comes from the caller's clock, so deciding stays pure. */
export type BenchmarkCommand =
  | Order<'CreateBenchmark', Omit<Created, 'benchmark_id' | 'at'>>
  | Order<'SelectDocuments', { chunk: number; paths: readonly string[] }>
  | Order<'PlanDocuments', { chunk: number; documents: readonly PlannedDocument[] }>
  /** Null: there is none to compare with. */
  | Order<'ChooseBaseline', { baseline: ChosenBaseline | null; seed: number }>
  | Order<'NoteSeries', { runs: readonly EarlierRun[] }>
  | Order<'CompletePlan', { count: number; bytes: number; sha256: string }>
  | Order<'RecordProject', { projectId: string; guid: string | null }>
  | Order<'RecordClock', { phase: ClockPhase; samples: readonly ClockSample[] }>
  | Order<'ChooseRate', { pass: number; rate_per_second: number; kept: number | null; missed: number | null }>
  | Order<'NoteOverlap', { otherId: string; otherName: string }>
  | Order<'RecordGenerator', GeneratorLoad>
  /** Those of the documents that were never sent may be sent now, by whoever gets the DocumentsSending. */
  | Order<'SendDocuments', { names: readonly string[] }>
  | Order<'RecordUploads', { uploaded: readonly UploadedDocument[]; failed: readonly FailedUpload[] }>
  | Order<'RecordInterruption', { names: readonly string[]; pass?: number }>
  | Order<
      'UpdateDocument',
      { name: string; eigenDocumentId: string | null; eigenProjectId: string; start?: Micros; end?: Micros }
    >
  | Order<'CancelBenchmark', { reason: string }>
  | Order<'FailBenchmark', { reason: string }>
  | Order<'TimeOutBenchmark', { reason: string }>
  | Order<
      'RecordReport',
      {
        revision: number;
        hash: string;
        algorithmVersion: number;
        verdict?: Verdict;
        answers?: readonly ReportAnswer[];
        processing?: ProcessingFigures;
        search?: FoundRate;
        files: readonly ReportFile[];
      }
    >
  | Order<'AcknowledgeChange', { reason: string; by: string | null }>
  | Order<'RecordNotification', { about: string; to: readonly string[]; messageId: string }>
  /** `isFatal`: the run cannot go on without the step. */
  | Order<'RecordError', { step: string; message: string; willRetry: boolean; isFatal: boolean }>;

/** The names of the commands that come from outside; CreateReport asks for a report again and changes nothing. */
export const OUTSIDE_COMMANDS = ['CreateBenchmark', 'UpdateDocument', 'CancelBenchmark', 'AcknowledgeChange', 'CreateReport'] as const;
