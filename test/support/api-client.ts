import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStack } from './running-stack.js';

/** A benchmark as the API shows it; as much of it as the suites look at. */
export interface Benchmark {
  readonly benchmark_id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly notified_at: string | null;
  readonly progress: Readonly<Record<string, number>>;
}

/** An event as auditors see it. */
export interface StoredEvent {
  readonly id: string;
  readonly revision: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A document as the platform itself recorded it. */
export interface PlatformDocument {
  readonly document_name: string;
  readonly start: number;
  readonly end: number;
  /** What became of its posts. */
  readonly posting: { readonly start: string; readonly end: string };
}

const OVER = ['completed', 'failed', 'timed_out', 'cancelled'];

/** Speaks HTTP to a stack, as its users do. */
export class ApiClient {
  constructor(private readonly stack: RunningStack) {}

  async start(more: object = {}): Promise<string> {
    const command = {
      benchmark_name: 'Release 5.11',
      benchmark_type: 'latency',
      benchmark_url: this.stack.platform,
      username: 'bench',
      password: 'wonderland',
      eigen_version: '5.11.0',
      ...more,
    };
    const response = await this.post('/benchmarks/start', command);
    if (response.status !== 202) throw new Error(`start answered ${response.status}: ${await response.text()}`);
    return ((await response.json()) as { benchmark_id: string }).benchmark_id;
  }

  post(path: string, body: object): Promise<Response> {
    return this.fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.stack.api}/api/v1${path}`, { ...init, signal: AbortSignal.timeout(60_000) });
  }

  /** What a GET is answered with. */
  async json<Answer>(path: string): Promise<Answer> {
    return (await this.fetch(path)).json() as Promise<Answer>;
  }

  async benchmark(id: string): Promise<Benchmark> {
    return (await this.fetch(`/benchmarks/${id}`)).json() as Promise<Benchmark>;
  }

  /** The benchmark once it is over and its mail is sent. */
  async told(id: string): Promise<Benchmark> {
    return eventually(`benchmark ${id} to be over and told`, async () => {
      const benchmark = await this.benchmark(id);
      return OVER.includes(benchmark.status) && benchmark.notified_at !== null ? benchmark : undefined;
    });
  }

  /** Once its progress is that far. */
  async until(id: string, isSo: (progress: Benchmark['progress']) => boolean): Promise<void> {
    await eventually(`benchmark ${id} to come so far`, async () => (isSo((await this.benchmark(id)).progress) ? true : undefined));
  }

  async events(id: string): Promise<StoredEvent[]> {
    const response = await this.fetch(`/benchmarks/${id}/events`, { headers: { accept: 'application/x-ndjson' } });
    const lines = (await response.text()).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as StoredEvent);
  }

  /** The names of the consumers that wait for people because of that, once there are any. */
  async blockedBy(reason: string): Promise<readonly string[]> {
    return eventually('somebody to wait for people', async () => {
      const names = (await this.blocked()).filter(({ blocked }) => blocked.reason.includes(reason)).map(({ consumer }) => consumer);
      return names.length > 0 ? names : undefined;
    });
  }

  /** Waits until nobody waits for people any more. */
  async unblocked(): Promise<void> {
    await eventually('nobody to wait for people', async () => ((await this.blocked()).length === 0 ? true : undefined));
  }

  private async blocked() {
    const { consumers } = await this.json<{ consumers: { consumer: string; blocked: { reason: string } | null }[] }>('/health');
    return consumers.flatMap(({ consumer, blocked }) => (blocked ? { consumer, blocked } : []));
  }

  /** The report's rows, each by column. */
  async report(id: string): Promise<Record<string, string>[]> {
    const { default: papaparse } = await import('papaparse');
    const text = await (await this.fetch(`/benchmarks/${id}/report.csv`)).text();
    return papaparse.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
  }

  /** What the platform recorded itself of a benchmark's documents. */
  async platformDocuments(projectId: string): Promise<PlatformDocument[]> {
    const url = `${this.stack.platform}/admin/documents?document_type_id=${projectId}`;
    return ((await (await fetch(url)).json()) as { documents: PlatformDocument[] }).documents;
  }

  /** Every mail that names the benchmark. */
  async mails(id: string): Promise<{ subject: string; text: string; html: string; attachments?: { filename: string }[] }[]> {
    const response = await fetch(`${this.stack.mail.replace(/\/$/, '')}/api/email`);
    const mails = (await response.json()) as { subject: string; text: string; html: string; attachments?: { filename: string }[] }[];
    return mails.filter(({ text }) => text.includes(id));
  }

  async misbehave(rules: object): Promise<void> {
    await fetch(`${this.stack.platform}/admin/misbehaviour`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rules),
    });
  }
}

/** More than anything takes on the busiest machine: it ends only what would never come. */
const PATIENCE = 300;

/** Asks until there is an answer; a fault on the way is none. The seconds are for what is promised within so many. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
  seconds = PATIENCE,
): Promise<Answer> {
  let last: unknown;
  for (const deadline = Date.now() + seconds * 1000; Date.now() < deadline; await sleep(100)) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`Waited ${seconds} s for ${what}.`, { cause: last });
}

/** So many small documents that differ, by name. */
export const manyDocuments = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`document-${n}.txt`, `This is document ${n}.\n`]));
