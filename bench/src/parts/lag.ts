import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { LoadSample } from './load.js';
import { documentName, type Seeded } from './seeds.js';

/** Milliseconds between looks, and until everything must be there. */
const LOOK = 5;
const DEADLINE = 120_000;

const SQL = `
  SELECT asked.place FROM unnest($1::int[], $2::text[], $3::text[], $4::boolean[]) AS asked (place, benchmark_id, document_name, is_end)
  JOIN document USING (benchmark_id, document_name)
  WHERE CASE WHEN is_end THEN platform_end ELSE platform_start END IS NOT NULL`;

/** An update that was answered with 202. */
export interface Answered {
  readonly of: Seeded;
  readonly number: number;
  readonly at: LoadSample['at'];
}

/** Looks again and again, until the read model shows the updates that were answered. */
export class LagWatch {
  private waiting: Answered[] = [];
  private isOver = false;
  private readonly watch: Promise<readonly number[]>;

  constructor(private readonly databaseUrl: string) {
    this.watch = this.look();
    this.watch.catch(() => undefined);
  }

  add(answered: Answered): void {
    this.waiting.push(answered);
  }

  /** Once all are shown: how many milliseconds each took from its 202 on. */
  finish(): Promise<readonly number[]> {
    this.isOver = true;
    return this.watch;
  }

  private async look(): Promise<readonly number[]> {
    const lags: number[] = [];
    const client = new Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      let deadline = Infinity;
      while (!this.isOver || this.waiting.length > 0) {
        if (this.isOver) deadline = Math.min(deadline, Date.now() + DEADLINE);
        if (Date.now() > deadline) throw new Error(`${this.waiting.length} updates are not in the read model after ${DEADLINE} ms.`);
        if (this.waiting.length > 0) lags.push(...(await this.shown(client)));
        await sleep(LOOK);
      }
      return lags;
    } finally {
      await client.end();
    }
  }

  private async shown(client: Client): Promise<readonly number[]> {
    const asked = this.waiting;
    const { rows } = await client.query<{ place: number }>(SQL, [
      asked.map((_, place) => place),
      asked.map(({ of }) => of.benchmarkId),
      asked.map(({ of, number }) => documentName(number % of.documents)),
      asked.map(({ of, number }) => number >= of.documents),
    ]);
    const now = performance.timeOrigin + performance.now();
    const there = new Set(rows.map(({ place }) => place));
    this.waiting = this.waiting.filter((_, place) => !there.has(place));
    return [...there].map((place) => now - asked[place]!.at);
  }
}
