import type { Case } from '../bench.js';
import { atMost } from '../figure.js';
import { rateOf } from '../parts/load.js';
import { Seeds, updateOf, type Seeded } from '../parts/seeds.js';
import { API, withStack } from '../parts/stack.js';
import { amount, inTurns, ratio } from '../rounds.js';
import { median } from '../figure.js';

const CONNECTIONS = 64;
const SMALL = 100;
/** Updates of one benchmark in a row: all that a small one can take. The first wakes it up beforehand. */
const ROW = 2 * SMALL - 1;

/** What one update costs in a large benchmark, beside a small one. */
export const growth: Case = {
  name: 'growth',
  about: 'cost of one update at 100,000 documents ÷ at 100 documents',
  measure: (bench) =>
    withStack(bench.place('growth'), async (stack) => {
      const rows = bench.count(50, 4);
      bench.tell('seeding benchmarks …');
      const seeds = new Seeds(stack.eventStoreUrl);
      const small: Seeded[] = [];
      while (small.length < rows * (bench.rounds + 1)) small.push(await seeds.benchmark(SMALL));
      // Two, in turns, so that both sides change their stream equally often.
      const large = [await seeds.benchmark(bench.count(100_000, 1000)), await seeds.benchmark(bench.count(100_000, 1000))];
      await seeds.close();
      const api = await stack.launch(API);
      const post = (bodies: readonly string[], connections = CONNECTIONS) => rateOf({ url: api.ready, connections, bodies });
      // Nothing is read for the first time while it is measured.
      await post([...small, ...large].map((seeded) => updateOf(seeded, 0)), 1);
      const cost = async (row: (n: number) => readonly string[]) =>
        1e6 / (await post(Array.from({ length: rows }, (_, n) => row(n)).flat()));
      const turns = await inTurns(bench.rounds, bench.disk, {
        small: (round) => cost((n) => updates(small[round * rows + n]!, 1)),
        large: (round) => cost((n) => updates(large[n % 2]!, 1 + ROW * Math.floor((round * rows + n) / 2))),
      });
      const [each, most] = [median(turns.values.small), median(turns.values.large)];
      const beside = `${amount(most)} µs of ${amount(each)} µs`;
      return [{ name: 'growth', title: 'one update at 100,000 documents ÷ at 100', unit: '×', goal: atMost(1.2), rounds: ratio(turns, 'large', 'small'), beside }];
    }),
};

const updates = (seeded: Seeded, from: number): readonly string[] =>
  Array.from({ length: ROW }, (_, n) => updateOf(seeded, from + n));
