import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench, Case } from '../bench.js';
import { atMost } from '../figure.js';
import { Program } from '../parts/program.js';
import { Seeds } from '../parts/seeds.js';
import { startNode } from '../parts/stack.js';
import { alone, amount, inTurns } from '../rounds.js';
import { median } from '../figure.js';

/** What the program that makes the report says of it. */
export interface ReportCost {
  readonly seconds: number;
  /** Seconds that nothing but reading the same events took. */
  readonly reading: number;
  /** Seconds of processor that the program took for it, beside the event store's. */
  readonly cpu: number;
  /** Milliseconds: the longest in which the program's other work had to wait. */
  readonly stall: number;
  /** MiB: the largest heap that was in use right after a full collection, beyond what there was before. */
  readonly heap: number;
  /** MiB: resident memory at its largest, beyond what there was before. */
  readonly resident: number;
}

/** A report of many documents. */
export const report: Case = {
  name: 'report',
  about: 'report of 100,000 documents: seconds, heap growth',
  async measure(bench) {
    const folder = bench.place('report');
    await mkdir(folder);
    const node = await startNode(folder);
    try {
      return await figures(bench, node, folder);
    } finally {
      await node.stop();
    }
  },
};

async function figures(bench: Bench, node: Program, folder: string) {
  bench.tell('seeding a benchmark that is over …');
  const documents = bench.count(100_000, 1000);
  const seeds = new Seeds(node.ready);
  const seeded = await seeds.benchmark(documents);
  await seeds.complete(seeded);
  await seeds.close();
  const costs: ReportCost[] = [];
  const turns = await inTurns(bench.rounds, bench.disk, {
    seconds: async () => {
      costs.push(await reportCost(node, seeded.benchmarkId, folder));
      return costs.at(-1)!.seconds;
    },
    heap: async () => costs.at(-1)!.heap,
    stall: async () => costs.at(-1)!.stall,
  });
  const typical = (field: keyof ReportCost) => amount(median(costs.map((cost) => cost[field])));
  const title = `report of ${documents.toLocaleString('en-US')} documents`;
  return [
    { name: 'report.seconds', title, unit: 's', goal: atMost(3), rounds: alone(turns, 'seconds'), beside: `reading its events alone: ${typical('reading')} s; processor: ${typical('cpu')} s` },
    { name: 'report.heap', title: `${title}, heap growth`, unit: 'MB', goal: atMost(100), rounds: alone(turns, 'heap'), beside: `resident memory: ${typical('resident')} MB` },
    { name: 'report.stall', title: `${title}, longest wait of other work`, unit: 'ms', rounds: alone(turns, 'stall'), beside: 'in the process that makes it' },
  ] as const;
}

async function reportCost(node: Program, benchmarkId: string, folder: string): Promise<ReportCost> {
  const program = await Program.start({
    script: 'bench/src/programs/report.main.js',
    flags: ['--expose-gc'],
    arguments: [node.ready, benchmarkId, join(folder, 'reports')],
    log: join(folder, 'report.log'),
  });
  await program.stop();
  return JSON.parse(program.ready) as ReportCost;
}
