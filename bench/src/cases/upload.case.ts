import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDbEventStore } from '#adapters/eventstore';
import { benchmarkStream, type BenchmarkEvent } from '#domain';
import { ascending, quantile } from '#measurement';
import type { Bench, Case } from '../bench.js';
import { atMost } from '../figure.js';
import { Program } from '../parts/program.js';
import { API, WORKER, withStack, type Stack } from '../parts/stack.js';
import { besides, inTurns, ratio } from '../rounds.js';

const BYTES = 2_000;
const CONNECTIONS = 4;
/** Milliseconds between looks at a run, and until all of it must have been sent. */
const LOOK = 100;
const DEADLINE = 120_000;

/** What we say of a platform's uploads, and what a load tool says of them. */
export const upload: Case = {
  name: 'upload',
  about: 'upload latency as a run tells it, against autocannon on the same server, which answers after 50 ms',
  measure: (bench) =>
    withStack(bench.place('upload'), async (stack) => {
      const documents = bench.count(400, 20);
      const platform = await Program.start({ script: 'bench/src/programs/late-platform.main.js', log: join(stack.folder, 'platform.log') });
      try {
        return await figures(bench, stack, platform.ready, documents);
      } finally {
        await platform.stop();
      }
    }),
};

async function figures(bench: Bench, stack: Stack, platform: string, documents: number) {
  const environment = { SLOWKING_ARTIFACTS: await corpus(stack.folder, documents) };
  const api = await stack.launch(API, { environment });
  await stack.launch(WORKER, { environment });
  const store = new EventStoreDbEventStore(stack.eventStoreUrl);
  const took: Record<'slowking' | 'autocannon', readonly number[]> = { slowking: [], autocannon: [] };
  try {
    const turns = await inTurns(bench.rounds, bench.disk, {
      slowking: async () => at(0.5, (took.slowking = await measuredRun(api.ready, platform, store, documents))),
      autocannon: async () => at(0.5, (took.autocannon = await autocannon(stack.folder, platform, documents))),
      slowking99: async () => at(0.99, took.slowking),
      autocannon99: async () => at(0.99, took.autocannon),
    });
    const title = `upload latency of ${documents} documents, ${CONNECTIONS} at a time, against autocannon`;
    return [
      { name: 'upload.p50', title: `${title}, p50`, unit: '×', goal: atMost(1.02), rounds: ratio(turns, 'slowking', 'autocannon'), beside: besides(turns, 'slowking', 'autocannon', ' ms') },
      { name: 'upload.p99', title: `${title}, p99`, unit: '×', goal: atMost(1.05), rounds: ratio(turns, 'slowking99', 'autocannon99'), beside: besides(turns, 'slowking99', 'autocannon99', ' ms') },
    ] as const;
  } finally {
    await store.close();
  }
}

const at = (p: number, values: readonly number[]): number => quantile(ascending(values), p);

async function corpus(folder: string, documents: number): Promise<string> {
  const artifacts = join(folder, 'artifacts');
  await mkdir(artifacts);
  for (let n = 0; n < documents; n += 1) await writeFile(join(artifacts, `document-${n}.txt`), String(n).padEnd(BYTES, 'x'));
  return artifacts;
}

/** Milliseconds that each upload of one run took, as it is on record. */
async function measuredRun(api: string, platform: string, store: EventStoreDbEventStore, documents: number): Promise<readonly number[]> {
  const id = await start(api, platform);
  for (const end = Date.now() + DEADLINE; Date.now() < end; await sleep(LOOK)) {
    const took = await sent(store, id, documents);
    if (!took) continue;
    await post(`${api}/api/v1/benchmarks/${id}/cancel`, {});
    return took;
  }
  throw new Error(`The documents were not sent within ${DEADLINE} ms.`);
}

async function start(api: string, platform: string): Promise<string> {
  const request = { benchmark_name: 'Bench', benchmark_type: 'latency', benchmark_url: platform, username: 'bench', password: 'bench' };
  const workload = { mode: 'closed', in_flight: CONNECTIONS };
  const answer = await post(`${api}/api/v1/benchmarks/start`, { ...request, workload });
  return ((await answer.json()) as { benchmark_id: string }).benchmark_id;
}

async function post(url: string, body: object): Promise<Response> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer;
}

/** Undefined until all of them are. */
async function sent(store: EventStoreDbEventStore, id: string, documents: number): Promise<readonly number[] | undefined> {
  const took: number[] = [];
  for await (const { type, data } of store.read<BenchmarkEvent>(benchmarkStream(id))) {
    if (type === 'DocumentsUploaded') for (const { sent_at, acknowledged_at } of data.documents) took.push((acknowledged_at - sent_at) / 1000);
    if (type === 'BenchmarkFailed') throw new Error(`The run failed: ${data.reason}`);
  }
  return took.length < documents ? undefined : took;
}

async function autocannon(folder: string, platform: string, documents: number): Promise<readonly number[]> {
  const program = await Program.start({
    script: 'bench/src/programs/uploads.main.js',
    arguments: [platform, String(CONNECTIONS), String(documents), String(BYTES)],
    log: join(folder, 'autocannon.log'),
  });
  await program.stop();
  return JSON.parse(program.ready) as number[];
}
