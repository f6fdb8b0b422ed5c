import { Logger } from '@nestjs/common';
import { BENCHMARK_STREAMS, benchmarkUpcasters } from '#domain';
import { upcast, type Recorded, type WholeLog } from '#eventsourcing';
import type { PrismaClient } from '../prisma/generated/client.js';
import { Lane } from './lane.js';
import { NOTHING, Share, type OfBenchmark, type Shadow } from './shadow.js';

/** How many benchmarks' rows are written at a time; rows that tell of several benchmarks have a lane of their own. */
const LANES = 4;
/** Batches that may wait in a lane, and rows of each read model in it that are kept at hand, twice. */
const BATCHES = 16;
const ROWS = 12_000;

/** Up to which event a read model is filled, by the name of its projection; missing: all there is. */
export type Limits = ReadonlyMap<string, bigint>;

/** What one shadow takes of a batch. */
type Selected = readonly { readonly shadow: Shadow; readonly events: readonly OfBenchmark[] }[];

/** Folds the log into new tables. */
export class Filling {
  /** Events of the log that were read. */
  events = 0;
  /** The position of the last of them. */
  position = NOTHING;
  private readonly logger = new Logger('Rebuild');
  private readonly lanes: readonly FillingLane[];

  constructor(
    private readonly log: WholeLog,
    prisma: PrismaClient,
    private readonly shadows: readonly Shadow[],
  ) {
    const own = shadows.filter(({ model }) => !model.isAcross);
    const across = shadows.filter(({ model }) => model.isAcross);
    this.lanes = [...Array.from({ length: LANES }, () => new FillingLane(prisma, own)), new FillingLane(prisma, across)];
  }

  /** Reads on to the end of the log, or until no read model may go further; then all of it is in the tables. Answers how many events that were. */
  async pass(limits?: Limits): Promise<number> {
    const before = this.events;
    const from = this.shadows.map(({ seen }) => seen).reduce((least, one) => (one < least ? one : least));
    const isThere = () => limits && this.shadows.every(({ consumer, seen }) => (limits.get(consumer) ?? NOTHING) <= seen);
    if (isThere()) return 0;
    for await (const batch of this.log.readInBatches(from < 0n ? undefined : from)) {
      await this.take(batch, limits);
      if (isThere()) break;
    }
    await Promise.all(this.lanes.map((lane) => lane.drain()));
    return this.events - before;
  }

  private async take(batch: readonly Recorded[], limits: Limits | undefined): Promise<void> {
    const events = this.readable(batch);
    const last = batch.at(-1)!.position;
    const selected = this.shadows.map((shadow) => {
      const limit = limits && (limits.get(shadow.consumer) ?? NOTHING);
      return { shadow, events: shadow.select(events, limit === undefined || limit > last ? last : limit) };
    });
    await Promise.all(this.lanes.map((lane, number) => lane.put(shareOf(selected, number))));
    this.events += batch.filter(({ position }) => position > this.position).length;
    if (last > this.position) this.position = last;
  }

  /** As the projections do it: what should not be there stops nothing. */
  private readable(batch: readonly Recorded[]): readonly OfBenchmark[] {
    const ours = batch.filter(({ stream }) => stream.startsWith(BENCHMARK_STREAMS));
    const events = ours.map((event) => upcast(event as OfBenchmark, benchmarkUpcasters)).filter((event) => event !== undefined);
    const strange = ours.length - events.length;
    if (strange > 0) this.logger.warn(`${strange} events cannot be read and are passed over`);
    return events;
  }
}

/** The events of a lane: all events of a benchmark are in one. */
function shareOf(selected: Selected, number: number): Selected {
  const isAcross = number === LANES;
  const mine = selected.filter(({ shadow }) => shadow.model.isAcross === isAcross);
  if (isAcross) return mine;
  return mine.map(({ shadow, events }) => ({ shadow, events: events.filter(({ stream }) => laneOf(stream) === number) }));
}

const known = new Map<string, number>();

/** The last digits of a benchmark's id are random. */
function laneOf(stream: string): number {
  const lane = known.get(stream);
  if (lane !== undefined) return lane;
  if (known.size > 10_000) known.clear();
  let sum = 0;
  for (let at = Math.max(0, stream.length - 12); at < stream.length; at += 1) sum = (31 * sum + stream.charCodeAt(at)) % 65_521;
  known.set(stream, sum % LANES);
  return sum % LANES;
}

/** One lane: its share of the rows of some shadows. */
class FillingLane {
  private readonly shares: ReadonlyMap<Shadow, Share>;
  private readonly lane: Lane<{ readonly share: Share; readonly events: readonly OfBenchmark[] }>;

  constructor(prisma: PrismaClient, shadows: readonly Shadow[]) {
    this.shares = new Map(shadows.map((shadow) => [shadow, new Share(prisma, shadow.model, shadow.schema, ROWS)]));
    this.lane = new Lane(async (items) => {
      // What has waited together is folded together: that is fewer statements.
      const byShare = Map.groupBy(items, ({ share }) => share);
      for (const [share, waited] of byShare) await share.fold(waited.flatMap(({ events }) => events));
    }, BATCHES);
  }

  async put(selected: Selected): Promise<void> {
    const items = selected.filter(({ events }) => events.length > 0);
    await this.lane.put(items.map(({ shadow, events }) => ({ share: this.shares.get(shadow)!, events })));
  }

  async drain(): Promise<void> {
    await this.lane.idle();
    for (const share of this.shares.values()) await share.drain();
  }
}
