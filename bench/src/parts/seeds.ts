import { randomUUID } from 'node:crypto';
import { EventStoreDbEventStore } from '#adapters/eventstore';
import { BenchmarkAggregates, ProjectLinks } from '#commands';
import { benchmarkStream, type BenchmarkCommand } from '#domain';

const HOST = 'platform:8283';
const EPOCH = Date.UTC(2025, 0) * 1000;
const CHUNK = 1000;
/** Commands that wait for one stream at a time. */
const TOGETHER = 2000;

/** A benchmark that is ready for its instrumentation. */
export interface Seeded {
  readonly benchmarkId: string;
  readonly projectId: string;
  readonly documents: number;
}

export const documentName = (number: number): string => `letters/document-${number}.txt`;

/** Makes benchmarks by commands, past the API and the platform: every document is sent, and none is reported on. */
export class Seeds {
  readonly store;
  private readonly benchmarks;
  private readonly links;
  private projects = 0;

  constructor(eventStoreUrl: string) {
    this.store = new EventStoreDbEventStore(eventStoreUrl, { appendTimeout: 30_000 });
    this.benchmarks = new BenchmarkAggregates(this.store);
    this.links = new ProjectLinks(this.store, this.benchmarks);
  }

  async benchmark(documents: number): Promise<Seeded> {
    const seeded = { benchmarkId: randomUUID(), projectId: String((this.projects += 1)), documents };
    // All at once: a small one is stored in one append, so that a worker never finds it half made.
    await Promise.all(commandsOf(seeded).map((command) => this.send(seeded.benchmarkId, command)));
    await this.links.link({ host: HOST, ...seeded, at: EPOCH });
    return seeded;
  }

  /** Reports start and end of every document, so that the benchmark completes. */
  async complete({ benchmarkId, projectId, documents }: Seeded): Promise<void> {
    for (let from = 0; from < documents; from += TOGETHER) {
      const numbers = Array.from({ length: Math.min(TOGETHER, documents - from) }, (_, n) => from + n);
      const updates = numbers.map((number) => {
        const start = EPOCH + 100_000 + number * 1000;
        const end = start + 50_000 + ((number * 7919) % 40_000);
        const data = { benchmarkId, at: end, name: documentName(number), eigenDocumentId: String(number), eigenProjectId: projectId };
        return this.send(benchmarkId, { type: 'UpdateDocument', data: { ...data, start, end } });
      });
      await Promise.all(updates);
    }
  }

  async close(): Promise<void> {
    await this.store.close();
  }

  private send(benchmarkId: string, command: BenchmarkCommand) {
    return this.benchmarks.send(benchmarkStream(benchmarkId), command, { correlationId: benchmarkId });
  }
}

/** What the platform's instrumentation posts: first the start of each document, then the end of each. */
export function updateOf({ projectId, documents }: Seeded, number: number): string {
  const document = number % documents;
  const moment = EPOCH / 1e6 + 100 + document / 1000 + (number < documents ? 0 : 0.05);
  return JSON.stringify({
    document_name: documentName(document),
    eigen_document_id: document,
    eigen_project_id: projectId,
    benchmark_host_name: HOST,
    [number < documents ? 'start_time' : 'end_time']: moment,
  });
}

function commandsOf({ benchmarkId, projectId, documents }: Seeded): readonly BenchmarkCommand[] {
  const common = { benchmarkId, at: EPOCH };
  const chunks = chunked(documents);
  const planned = (name: string) => ({ document_name: name, path: name, bytes: 100, sha256: 'd'.repeat(64) });
  const times = { scheduled_at: EPOCH, sent_at: EPOCH, acknowledged_at: EPOCH + 40_000 };
  const uploaded = (document_name: string) => ({ document_name, ...times });
  return [
    { type: 'CreateBenchmark', data: { ...common, ...REQUEST, documents: { kind: 'files', count: documents } } },
    ...chunks.map((names, chunk) => ({ type: 'PlanDocuments', data: { ...common, chunk, documents: names.map(planned) } }) as const),
    { type: 'CompletePlan', data: { ...common, count: documents, bytes: 100 * documents, sha256: 'c'.repeat(64) } },
    { type: 'RecordProject', data: { ...common, projectId, guid: null } },
    ...chunks.flatMap((names) => [
      { type: 'SendDocuments', data: { ...common, names } } as const,
      { type: 'RecordUploads', data: { ...common, uploaded: names.map(uploaded), failed: [] } } as const,
    ]),
  ];
}

const REQUEST = {
  benchmark_name: 'Bench',
  benchmark_type: 'latency',
  benchmark_url: `http://${HOST}`,
  benchmark_host: HOST,
  benchmark_infra: 'local',
  eigen_version: '5.11.0',
  username: 'bench',
  workload: { mode: 'burst', batch: 'all', repeat: 1, warmup: 0, order: { kind: 'given' } },
  slo: [],
  baseline: null,
  notify: ['team@example.org'],
  deadline_seconds: 604_800,
  request_sha256: 'a'.repeat(64),
} as const;

const chunked = (documents: number): string[][] =>
  Array.from({ length: Math.ceil(documents / CHUNK) }, (_, chunk) =>
    Array.from({ length: Math.min(CHUNK, documents - chunk * CHUNK) }, (_, n) => documentName(chunk * CHUNK + n)),
  );
