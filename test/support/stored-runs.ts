import { randomUUID } from 'node:crypto';
import { EventStoreDbEventStore } from '#adapters/eventstore';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, type BenchmarkCommand, type Workload } from '#domain';

/** A run that nobody made: what it would have stored. */
export interface StoredRun {
  readonly name: string;
  readonly release?: string;
  /** Of each document. */
  readonly milliseconds: readonly number[];
  readonly workload?: Workload;
}

/** The target of all of them; nothing listens there. */
export const TARGET = 'http://stored.example:8283';
/** The corpus of all of them. */
export const CORPUS = 'c'.repeat(64);

const HOUR = 3_600_000_000;
const START = Date.UTC(2026, 0) * 1000;
const CLOSED: Workload = { mode: 'closed', in_flight: 4, batch: 1, repeat: 1, warmup: 0, order: { kind: 'given' } };

/** Puts runs that are over into a log, an hour after one another; their reports are made by whoever watches it. */
export class StoredRuns {
  private readonly store;
  private readonly benchmarks;
  private hours = 0;

  constructor(eventStoreUrl: string) {
    this.store = new EventStoreDbEventStore(eventStoreUrl, { appendTimeout: 30_000 });
    this.benchmarks = new BenchmarkAggregates(this.store);
  }

  /** Answers its id. */
  async add(run: StoredRun): Promise<string> {
    const benchmarkId = randomUUID();
    const commands = commandsOf(run, benchmarkId, START + HOUR * this.hours++);
    // All at once, so that they are stored in one append, and no worker finds it half made.
    const origin = { correlationId: benchmarkId };
    await Promise.all(commands.map((command) => this.benchmarks.send(benchmarkStream(benchmarkId), command, origin)));
    return benchmarkId;
  }

  async close(): Promise<void> {
    await this.store.close();
  }
}

function commandsOf({ name, release, milliseconds, workload = CLOSED }: StoredRun, benchmarkId: string, at: number): readonly BenchmarkCommand[] {
  const common = { benchmarkId, at };
  const names = milliseconds.map((_, index) => `document-${index}.txt`);
  const documents = names.map((each) => ({ document_name: each, path: each, bytes: 100, sha256: 'd'.repeat(64) }));
  const times = { scheduled_at: at, sent_at: at, acknowledged_at: at + 1000 };
  return [
    { type: 'CreateBenchmark', data: { ...common, ...REQUEST, benchmark_name: name, eigen_version: release ?? null, workload } },
    { type: 'PlanDocuments', data: { ...common, chunk: 0, documents } },
    { type: 'CompletePlan', data: { ...common, count: names.length, bytes: names.length * 100, sha256: CORPUS } },
    { type: 'RecordProject', data: { ...common, projectId: '7', guid: null } },
    { type: 'SendDocuments', data: { ...common, names } },
    { type: 'RecordUploads', data: { ...common, uploaded: names.map((document_name) => ({ document_name, ...times })), failed: [] } },
    ...names.map((each, index): BenchmarkCommand => {
      const [start, end] = [at + 2000, at + 2000 + Math.round(milliseconds[index]! * 1000)];
      return { type: 'UpdateDocument', data: { benchmarkId, at: end + 1000, name: each, eigenDocumentId: null, eigenProjectId: '7', start, end } };
    }),
  ];
}

const REQUEST = {
  benchmark_type: 'latency',
  benchmark_url: TARGET,
  benchmark_host: new URL(TARGET).host,
  benchmark_infra: 'local',
  username: 'bench',
  documents: { kind: 'folder', path: '' },
  slo: [],
  baseline: null,
  notify: ['team@example.org'],
  deadline_seconds: 604_800,
  request_sha256: 'a'.repeat(64),
} as const;
