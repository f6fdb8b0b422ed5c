import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Case } from '../bench.js';
import { atMost, type Round } from '../figure.js';
import { load } from '../parts/load.js';
import { MailSink } from '../parts/mail-sink.js';
import type { Program } from '../parts/program.js';
import { Seeds, updateOf } from '../parts/seeds.js';
import { API, WORKER, withStack, type Stack } from '../parts/stack.js';
import { roundsInTime } from '../rounds.js';

const DOCUMENTS = 100;
/** Milliseconds in which the worker becomes idle again. */
const QUIET = 300;

/** From the last end event until people know. */
export const told: Case = {
  name: 'told',
  about: 'last end event → report on disk and mail handed over, 100 documents',
  measure: (bench) =>
    withStack(bench.place('told'), async (stack) => {
      const sink = await MailSink.start();
      try {
        return figures(await runs(bench, stack, sink));
      } finally {
        await sink.stop();
      }
    }),
};

async function runs(bench: Bench, stack: Stack, sink: MailSink): Promise<readonly Round[]> {
  const environment = { SMTP_URL: sink.url };
  const api = await stack.launch(API, { environment });
  await stack.launch(WORKER, { environment });
  const seeds = new Seeds(stack.eventStoreUrl);
  const rounds: Round[] = [];
  for (const round of roundsInTime(bench.rounds)) {
    const before = await bench.disk.fdatasync();
    const waits: number[] = [];
    for (let n = bench.count(20, 2); n > 0; n -= 1) waits.push(await oneRun(stack, api, seeds, sink));
    const fdatasync_ms = (before + (await bench.disk.fdatasync())) / 2;
    if (round > 0) rounds.push(...waits.map((value) => ({ value, fdatasync_ms })));
  }
  await seeds.close();
  return rounds;
}

async function oneRun(stack: Stack, { ready: url }: Program, seeds: Seeds, sink: MailSink): Promise<number> {
  const seeded = await seeds.benchmark(DOCUMENTS);
  const bodies = Array.from({ length: 2 * DOCUMENTS }, (_, n) => updateOf(seeded, n));
  const last = bodies.pop()!;
  await load({ url, connections: 8, bodies });
  await sleep(QUIET);
  const mail = sink.mailWith(seeded.benchmarkId);
  const began = performance.now();
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/api/v1/benchmarks/documents`, { method: 'POST', headers, body: last });
  const took = (await mail) - began;
  const files = await readdir(stack.reports);
  if (!files.some((file) => file.startsWith(seeded.benchmarkId))) throw new Error('There is a mail, and no report.');
  return took;
}

function figures(rounds: readonly Round[]) {
  const title = 'last end event → report and mail, 100 documents';
  const common = { unit: 'ms', rounds, beside: `${rounds.length} runs, one at a time` } as const;
  return [
    { name: 'told.p50', title: `${title}, p50`, order: 0.5, goal: atMost(50), ...common },
    { name: 'told.p99', title: `${title}, p99`, order: 0.99, goal: atMost(250), ...common },
  ];
}
