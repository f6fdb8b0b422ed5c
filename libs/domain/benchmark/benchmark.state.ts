import { LayeredMap, type DataOf } from '#eventsourcing';
import type { Micros } from '../instant.js';
import type { BenchmarkEvent, ClockPhase, EndType } from './benchmark.events.js';

/** Where a document stands. Both sides report in any order. */
export interface DocumentProgress {
  /** Our side; missing while it was never sent. Interrupted: sent, and the answer was lost. */
  readonly upload?: 'sending' | 'uploaded' | 'interrupted' | 'failed';
  /** The platform's side. */
  readonly start?: Micros;
  readonly end?: Micros;
}

/** What the next decision, or the next step of the run, needs. Changed in place; see overlayBenchmark. */
export interface Benchmark {
  /** What was asked for. Undefined: there is no such benchmark. */
  request: DataOf<BenchmarkEvent, 'BenchmarkCreated'> | undefined;
  /** The files asked for by name, by chunk; kept until the plan is whole. */
  selection: LayeredMap<number, readonly string[]>;
  /** How many chunks of the plan there are. */
  plannedChunks: number;
  /** It is settled what the run is compared with, or that there is nothing. */
  hasBaseline: boolean;
  /** The runs before it in its series are noted. */
  hasSeries: boolean;
  /** Undefined until the plan is whole. */
  plan: { readonly count: number; readonly bytes: number; readonly sha256: string } | undefined;
  project: { readonly id: string; readonly guid: string | null } | undefined;
  /** When the platform was asked for its time. */
  clock: Set<ClockPhase>;
  /** Of a search: requests a second of each pass that has begun. Few. */
  rates: Map<number, number>;
  /** The ids of runs that had the same target at the same time. Few. */
  overlaps: Set<string>;
  /** It is on record how busy the process was that sent the documents. */
  hasGenerator: boolean;
  /** By name, in the order of the plan. */
  documents: LayeredMap<string, DocumentProgress>;
  /** How many documents were put on record as on their way. */
  sent: number;
  /** How many documents nothing more is waited for, and how many of these failed. */
  settled: number;
  failed: number;
  /** How many documents the platform has spoken of: none tells a deaf platform from a slow one. */
  reported: number;
  end: { readonly type: EndType; readonly at: Micros; readonly reason: string | undefined } | undefined;
  report: DataOf<BenchmarkEvent, 'ReportCompleted'> | undefined;
  /** Why the change that begins with it is known. */
  acknowledged: string | undefined;
  /** What was mailed, and which steps had trouble: few of each. */
  notified: Set<string>;
  errors: Set<string>;
}

/** A benchmark nobody has created. */
export const noBenchmark = (): Benchmark => ({
  request: undefined,
  selection: new LayeredMap(),
  plannedChunks: 0,
  hasBaseline: false,
  hasSeries: false,
  plan: undefined,
  project: undefined,
  clock: new Set(),
  rates: new Map(),
  overlaps: new Set(),
  hasGenerator: false,
  documents: new LayeredMap(),
  sent: 0,
  settled: 0,
  failed: 0,
  reported: 0,
  end: undefined,
  report: undefined,
  acknowledged: undefined,
  notified: new Set(),
  errors: new Set(),
});

/** The same benchmark, to be evolved further without changing this one. */
export const overlayBenchmark = (benchmark: Benchmark): Benchmark => ({
  ...benchmark,
  selection: new LayeredMap(benchmark.selection),
  clock: new Set(benchmark.clock),
  rates: new Map(benchmark.rates),
  overlaps: new Set(benchmark.overlaps),
  documents: new LayeredMap(benchmark.documents),
  notified: new Set(benchmark.notified),
  errors: new Set(benchmark.errors),
});

/** Nothing more is waited for: it failed, or both sides have told all there is. */
export const isSettled = ({ upload, start, end }: DocumentProgress): boolean =>
  upload === 'failed' ||
  ((upload === 'uploaded' || upload === 'interrupted') && start !== undefined && end !== undefined);

/** A run that can still come to an end. */
export const isRunning = ({ request, end }: Benchmark): boolean => request !== undefined && end === undefined;

/** All files that were asked for by name, once every chunk is there. */
export function selectedPaths({ request, selection }: Benchmark): readonly string[] | undefined {
  if (request?.documents.kind !== 'files') return undefined;
  const paths = [...selection.entries()].sort(([a], [b]) => a - b).flatMap(([, chunk]) => chunk);
  return paths.length === request.documents.count ? paths : undefined;
}
