import type { Bench, Case } from '../bench.js';
import { atLeast, atMost, type Figure, type Round } from '../figure.js';
import { LagWatch, type Answered } from '../parts/lag.js';
import { rateOf } from '../parts/load.js';
import { Seeds, updateOf, type Seeded } from '../parts/seeds.js';
import { WORKER, withStack, type Stack } from '../parts/stack.js';
import { alone, besides, inTurns, ratio, type Turns } from '../rounds.js';

const CONNECTIONS = 64;
/** What the original application did without losing any, a second; times a thousand. */
const ORIGINAL = 8 * 1000;

type Variant = 'empty' | 'hot' | 'many';

/** Benchmarks that take updates, each update once. */
class Target {
  private next = 0;

  constructor(private readonly benchmarks: readonly Seeded[]) {}

  /** The next updates, one benchmark after the other, so that each connection keeps to its own. */
  take(count: number): readonly Pick<Answered, 'of' | 'number'>[] {
    const [from, all] = [this.next, this.benchmarks];
    this.next += count;
    return Array.from({ length: count }, (_, n) => ({ of: all[(from + n) % all.length]!, number: Math.floor((from + n) / all.length) }));
  }
}

/** How fast updates are taken in, beside the same route with an empty handler. */
export const ingest: Case = {
  name: 'ingest',
  about: 'UpdateDocument, durable before its 202, against an empty handler',
  measure: (bench) =>
    withStack(bench.place('ingest'), async (stack) => {
      const { turns } = await measured(bench, stack);
      const fast = 'one hot benchmark, updates a second (1,000 × the original)';
      return [
        figure('hot', turns, 'UpdateDocument, one hot benchmark', 0.27),
        figure('many', turns, 'UpdateDocument, 64 benchmarks', 0.12),
        { name: 'ingest.rate', title: fast, unit: '/s', goal: atLeast(ORIGINAL), rounds: alone(turns, 'hot'), beside: '' },
      ];
    }),
};

/** The same while a worker keeps the read models. */
export const projected: Case = {
  name: 'projected',
  about: 'the same with a worker projecting beside it, and how far it is behind',
  measure: (bench) =>
    withStack(bench.place('projected'), async (stack) => {
      const { turns, lags } = await measured(bench, stack, async () => void (await stack.launch(WORKER)));
      return [
        figure('hot', turns, 'hot, with a worker projecting', 0.15, 'projected'),
        figure('many', turns, '64 benchmarks, with a worker projecting', undefined, 'projected'),
        ...(['hot', 'many'] as const).flatMap((variant) => lagFigures(variant, lags[variant])),
      ];
    }),
};

async function measured(bench: Bench, stack: Stack, launchWorker?: () => Promise<void>) {
  const perRound = bench.count(10_000, 640);
  const seeds = new Seeds(stack.eventStoreUrl);
  bench.tell('seeding benchmarks …');
  const documents = Math.ceil((perRound * (bench.rounds + 2)) / 2);
  const targets = { hot: await target(seeds, 1, documents), many: await target(seeds, CONNECTIONS, Math.ceil(documents / CONNECTIONS)) };
  const emptyTarget = new Target([{ benchmarkId: '', projectId: '0', documents }]);
  await seeds.close();
  await launchWorker?.();
  const { api, empty } = await stack.apis();
  const lags = { hot: [] as Round[], many: [] as Round[] };
  const post = (to: Target, url: string) => send(to.take(perRound), url);
  const run = (variant: 'hot' | 'many') => async (round: number) => {
    if (!launchWorker) return post(targets[variant], api.ready);
    const { rate, waits } = await watched(targets[variant].take(perRound), api.ready, stack.databaseUrl);
    if (round > 0) lags[variant].push(...waits.map((value) => ({ value, fdatasync_ms: bench.disk.latest })));
    return rate;
  };
  const variants = { empty: () => post(emptyTarget, empty.ready), hot: run('hot'), many: run('many') };
  return { turns: await inTurns(bench.rounds, bench.disk, variants), lags };
}

async function target(seeds: Seeds, benchmarks: number, documents: number): Promise<Target> {
  const seeded: Seeded[] = [];
  while (seeded.length < benchmarks) seeded.push(await seeds.benchmark(documents));
  return new Target(seeded);
}

const send = (updates: readonly Pick<Answered, 'of' | 'number'>[], url: string, onSample?: Parameters<typeof rateOf>[1]) =>
  rateOf({ url, connections: CONNECTIONS, bodies: updates.map(({ of, number }) => updateOf(of, number)) }, onSample);

/** Waits until everything is projected, too, so that the next round begins with nothing left over. */
async function watched(updates: readonly Pick<Answered, 'of' | 'number'>[], url: string, databaseUrl: string) {
  const watch = new LagWatch(databaseUrl);
  const rate = await send(updates, url, ({ body, at }) => watch.add({ ...updates[body]!, at }));
  return { rate, waits: await watch.finish() };
}

function figure(variant: 'hot' | 'many', turns: Turns<Variant>, title: string, goal?: number, group = 'ingest'): Figure {
  const name = `${group}.${variant}`;
  const rounds = ratio(turns, variant, 'empty');
  return { name, title, unit: '×', ...(goal !== undefined && { goal: atLeast(goal) }), rounds, beside: besides(turns, variant, 'empty') };
}

function lagFigures(variant: string, rounds: readonly Round[]): readonly Figure[] {
  const title = `projection lag under it, ${variant === 'hot' ? 'one hot benchmark' : '64 benchmarks'}`;
  const beside = `${rounds.length} updates, from their 202 until a reader sees them`;
  return [
    { name: `lag.${variant}.p50`, title: `${title}, p50`, unit: 'ms', order: 0.5, rounds, beside },
    { name: `lag.${variant}.p99`, title: `${title}, p99`, unit: 'ms', order: 0.99, goal: atMost(250), rounds, beside },
  ];
}
