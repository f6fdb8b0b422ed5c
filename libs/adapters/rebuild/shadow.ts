import type { BenchmarkEvent } from '#domain';
import { partsOf, project, type Recorded } from '#eventsourcing';
import type { PrismaClient } from '../prisma/generated/client.js';
import type { ReadModel } from '../prisma/read-model.js';
import { RowCache } from './row-cache.js';

/** Rows that are folded at a time. */
const ROWS = 5_000;
/** The position before all others. */
export const NOTHING = -1n;

/** An event of a benchmark, as today's code reads it. */
export type OfBenchmark = Recorded<BenchmarkEvent>;

/** The new table of a read model, and how far it has come. */
export class Shadow {
  /** The last event that is told in it, or will be once the lanes are empty. */
  reached = NOTHING;
  /** What comes up to here has been told or left out. */
  seen = NOTHING;
  private readonly types: ReadonlySet<string> | undefined;

  constructor(
    readonly model: ReadModel,
    readonly schema: string,
  ) {
    const { types } = model.projection;
    this.types = types && new Set(types);
  }

  get consumer(): string {
    return this.model.projection.name;
  }

  /** Takes note of those that belong into it and are new, up to `end`. */
  select(events: readonly OfBenchmark[], end: bigint): readonly OfBenchmark[] {
    const isNew = ({ type, position }: OfBenchmark) => position > this.seen && position <= end && (this.types?.has(type) ?? true);
    const selected = events.filter(isNew);
    this.reached = selected.at(-1)?.position ?? this.reached;
    if (end > this.seen) this.seen = end;
    return selected;
  }
}

/** The rows of one shadow that one lane is in charge of. */
export class Share {
  private readonly rows: RowCache;

  constructor(
    prisma: PrismaClient,
    private readonly model: ReadModel,
    schema: string,
    most: number,
  ) {
    const table = model.tableIn(schema);
    this.rows = new RowCache({ find: (keys) => table.find(prisma, keys), save: (rows) => table.save(prisma, rows) }, most);
  }

  async fold(events: readonly OfBenchmark[]): Promise<void> {
    const { projection } = this.model;
    for (const { part, keys } of partsOf(projection, events, ROWS)) {
      await this.rows.put(project(projection, part, await this.rows.find(keys)));
    }
  }

  drain(): Promise<void> {
    return this.rows.drain();
  }
}
