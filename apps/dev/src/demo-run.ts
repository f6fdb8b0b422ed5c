import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { z } from 'zod';
import { valuesNeeded } from '#measurement';

/** Milliseconds between looks at the benchmark, and until it must be over and told. */
const LOOK = 100;
const DEADLINE = 120_000;

const started = z.object({ benchmark_id: z.string() });
const benchmark = z.object({
  status: z.string(),
  reason: z.string().nullable(),
  progress: z.object({ planned: z.number(), uploaded: z.number(), completed: z.number(), failed: z.number() }),
  processing_ms: z.record(z.string(), z.number().nullable()).nullable(),
  notified_at: z.string().nullable(),
});
const documents = z.object({
  items: z.array(
    z.object({
      document_name: z.string(),
      bytes: z.number(),
      status: z.string(),
      upload_ms: z.number().nullable(),
      processing_ms: z.number().nullable(),
    }),
  ),
});
const reports = z.object({ files: z.array(z.object({ format: z.string(), file: z.string(), matches: z.boolean() })) });

const report = z.object({
  metrics: z.object({
    processing_ms: z
      .object({ quantiles: z.array(z.object({ p: z.number(), interval: z.object({ low: z.number(), high: z.number() }).nullable() })) })
      .nullable(),
  }),
});

type Benchmark = z.infer<typeof benchmark>;

/** One benchmark of the sample documents against the mock platform, shown as it goes on. */
export class DemoRun {
  /** The report's files by their format, once it is made. */
  reportFiles: Readonly<Record<string, string>> = {};

  constructor(
    private readonly api: string,
    private readonly platform: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Answers whether the benchmark completed and its report can be made again from the events, to the byte. */
  async perform(): Promise<boolean> {
    const command = {
      benchmark_name: 'Demo',
      benchmark_type: 'latency',
      benchmark_url: this.platform,
      username: 'demo',
      password: 'demo',
      benchmark_infra: 'local',
      eigen_version: 'mock',
    };
    const { benchmark_id: id } = started.parse(await this.call('/benchmarks/start', command));
    console.log(`Benchmark ${id} of the documents in artifacts/:`);
    const end = await this.watch(id);
    await this.showLatencies(id, end);
    await this.showCertainty(id);
    const { files } = reports.parse(await this.call(`/benchmarks/${id}/reports`, {}));
    this.reportFiles = Object.fromEntries(files.map(({ format, file }) => [format, file]));
    const isSame = files.every(({ matches }) => matches);
    console.log(isSame ? 'The report, made again from the stored events, is the same to the byte.' : 'The report differs!');
    return end.status === 'completed' && isSame;
  }

  private async watch(id: string): Promise<Benchmark> {
    const bar = process.stdout.isTTY ? newBar() : undefined;
    try {
      return await this.untilTold(id, bar);
    } finally {
      // Gives the cursor back, too.
      bar?.stop();
    }
  }

  private async untilTold(id: string, bar: SingleBar | undefined): Promise<Benchmark> {
    let last = 0;
    for (const deadline = Date.now() + DEADLINE; Date.now() < deadline; await sleep(LOOK, undefined, { signal: this.signal })) {
      const now = benchmark.parse(await this.call(`/benchmarks/${id}`));
      const { planned, uploaded, completed, failed } = now.progress;
      if (bar && planned > 0) {
        if (!bar.isActive) bar.start(planned, 0, { uploaded: 0 });
        bar.update(completed + failed, { uploaded });
      } else if (!bar && completed !== last) console.log(`${(last = completed)} of ${planned} documents processed`);
      if (now.notified_at !== null) return now;
    }
    throw new Error(`The benchmark was not over and told within ${DEADLINE / 1000} s.`);
  }

  private async showLatencies(id: string, { processing_ms: latency, status, reason }: Benchmark): Promise<void> {
    const { items } = documents.parse(await this.call(`/benchmarks/${id}/documents?limit=50`));
    const table = new Table({
      head: ['document', 'bytes', 'status', 'upload ms', 'processing ms'],
      colAligns: ['left', 'right', 'left', 'right', 'right'],
      style: { head: [], border: [], compact: true },
    });
    for (const each of items) {
      table.push([each.document_name, each.bytes, each.status, shown(each.upload_ms), shown(each.processing_ms)]);
    }
    console.log(table.toString());
    console.log("upload: until the platform took it (202); processing: by the platform's own clock");
    const figures = ['min', 'p50', 'p90', 'max', 'mean'].map((name) => `${name} ${shown(latency?.[name] ?? null)}`).join('   ');
    const needed = `p50 takes ${valuesNeeded(0.5)} documents, p90 ${valuesNeeded(0.9)}`;
    console.log(`${status}${reason === null ? '' : `: ${reason}`}; processing of ${latency?.['n'] ?? 0} documents in ms:`);
    console.log(figures);
    if (figures.includes('–')) console.log(`(–: not estimable from so few; ${needed})`);
  }

  private async showCertainty(id: string): Promise<void> {
    const { metrics } = report.parse(await this.call(`/benchmarks/${id}/report.json`));
    const interval = metrics.processing_ms?.quantiles.find(({ p }) => p === 0.5)?.interval;
    if (interval) console.log(`With 95 % confidence the platform's median lies between ${shown(interval.low)} and ${shown(interval.high)} ms.`);
  }

  private async call(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.api}/api/v1${path}`, {
      signal: AbortSignal.any([this.signal, AbortSignal.timeout(15_000)]),
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}

/** Short enough for what is said beside it on 80 columns. */
const BAR_SIZE = 20;
const WORDS = '{percentage} % | {value} of {total} processed, {uploaded} uploaded | {duration} s';

const newBar = (): SingleBar => new SingleBar({ format: `{bar} ${WORDS}`, barsize: BAR_SIZE, hideCursor: true });

const shown = (millis: number | null): string => (millis === null ? '–' : millis.toFixed(1));
