import { Client } from 'pg';
import { join } from 'node:path';
import type { Bench, Case } from '../bench.js';
import { atLeast, median } from '../figure.js';
import { Program } from '../parts/program.js';
import { Seeds } from '../parts/seeds.js';
import { withStack, type Stack } from '../parts/stack.js';
import { alone, amount, inTurns } from '../rounds.js';

/** What the program that rebuilds, or only reads, says of it. */
export interface RebuildCost {
  readonly events: number;
  readonly seconds: number;
  /** MiB of resident memory at its largest. */
  readonly resident: number;
}

/** Rows of a statement, as the rebuild writes them. */
const ROWS = 2_000;

/** Everything that queries are answered from, made anew from the log. */
export const rebuild: Case = {
  name: 'rebuild',
  about: 'rebuild of all read models: against reading $all, and against upserting its rows and nothing else',
  measure: (bench) => withStack(bench.place('rebuild'), (stack) => figures(bench, stack)),
};

async function figures(bench: Bench, stack: Stack) {
  bench.tell('seeding benchmarks that are over …');
  const [benchmarks, documents] = [bench.count(20, 2), bench.count(5_000, 100)];
  const seeds = new Seeds(stack.eventStoreUrl);
  for (let n = 0; n < benchmarks; n += 1) await seeds.complete(await seeds.benchmark(documents));
  await seeds.close();
  const costs: RebuildCost[] = [];
  const measured = async (work: string) => {
    const cost = await costOf(stack, work);
    if (work === 'rebuild') costs.push(cost);
    return cost.events / cost.seconds;
  };
  const turns = await inTurns(bench.rounds, bench.disk, {
    read: () => measured('read'),
    upsert: () => upserted(stack.databaseUrl, benchmarks * documents),
    rebuild: () => measured('rebuild'),
  });
  const slower = turns.values.rebuild.map((_, round) => Math.min(turns.values.read[round]!, turns.values.upsert[round]!));
  const ratios = alone(turns, 'rebuild').map((round, at) => ({ ...round, value: round.value / slower[at]! }));
  const [read, upsert] = [turns.values.read, turns.values.upsert].map((values) => amount(median(values)));
  const title = `rebuild of all read models, ${amount(costs[0]!.events)} events`;
  const memory = `resident memory at most: ${amount(Math.max(...costs.map(({ resident }) => resident)))} MB`;
  return [
    { name: 'rebuild.speed', title, unit: '/s', goal: atLeast(20_000), rounds: alone(turns, 'rebuild'), beside: memory },
    { name: 'rebuild.ratio', title: `${title}, to the slower ceiling`, unit: '×', goal: atLeast(0.5), rounds: ratios, beside: `read $all: ${read}/s, raw upsert: ${upsert}/s` },
  ] as const;
}

async function costOf(stack: Stack, work: string): Promise<RebuildCost> {
  const program = await Program.start({
    script: 'bench/src/programs/rebuild.main.js',
    arguments: [stack.eventStoreUrl, stack.databaseUrl, work],
    log: join(stack.folder, 'rebuild.log'),
  });
  await program.stop();
  return JSON.parse(program.ready) as RebuildCost;
}

/** Inserts so many rows of documents into a table like the live one; answers rows a second. */
async function upserted(url: string, count: number): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET synchronous_commit = off; DROP TABLE IF EXISTS public.ceiling; CREATE TABLE public.ceiling (LIKE document INCLUDING ALL)');
    const began = performance.now();
    for (let from = 0; from < count; from += ROWS) {
      const rows = Array.from({ length: Math.min(ROWS, count - from) }, (_, n) => rowOf(from + n));
      await client.query(UPSERT, [JSON.stringify(rows)]);
    }
    const seconds = (performance.now() - began) / 1000;
    await client.query('DROP TABLE public.ceiling');
    return count / seconds;
  } finally {
    await client.end();
  }
}

const UPSERT = `
  INSERT INTO public.ceiling SELECT * FROM jsonb_populate_recordset(NULL::public.ceiling, $1::jsonb)
  ON CONFLICT (benchmark_id, document_name) DO UPDATE SET status = excluded.status`;

const rowOf = (number: number) => ({
  benchmark_id: `11111111-1111-4111-8111-${String(number % 20).padStart(12, '0')}`,
  document_name: `letters/document-${number}.txt`,
  ordinal: number,
  path: `letters/document-${number}.txt`,
  bytes: 100,
  sha256: 'd'.repeat(64),
  warmup: false,
  status: 'completed',
  upload: 'uploaded',
  eigen_document_id: String(number),
  scheduled_at: 1_735_689_600_000_000,
  sent_at: 1_735_689_600_000_000,
  acknowledged_at: 1_735_689_600_040_000,
  platform_start: 1_735_689_700_000_000,
  platform_end: 1_735_689_700_050_000,
  start_received_at: 1_735_689_700_050_000,
  end_received_at: 1_735_689_700_050_000,
  processing_us: 50_000,
});
