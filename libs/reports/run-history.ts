import type { DataOf, Recorded } from '#eventsourcing';
import { isEnd, type BenchmarkEvent, type ClockPhase, type EarlierRun, type EndEvent, type GeneratorLoad } from '#domain';
import type { ClockSample } from '#measurement';
import { HistoryReading } from './history-reading.js';
import type { DocumentFacts, Overlap } from './report.model.js';

/** What a run's history tells, up to its end or as far as it goes. */
export interface RunHistory {
  readonly created: DataOf<BenchmarkEvent, 'BenchmarkCreated'>;
  /** Undefined: the run is not over yet. */
  readonly end: Recorded<EndEvent> | undefined;
  /** The end, or the last event that there is. */
  readonly last: Recorded<BenchmarkEvent>;
  /** How many documents its plan says it has, once it is whole. */
  readonly planned: number | undefined;
  /** The corpus' identity, once the plan is whole. */
  readonly corpus: string | undefined;
  /** What it is compared with; undefined: that was not settled. */
  readonly chosen: DataOf<BenchmarkEvent, 'BaselineChosen'> | undefined;
  /** The runs before it in its series, as they were known when it was planned. */
  readonly earlier: readonly EarlierRun[];
  /** In the order of the plan. */
  readonly documents: readonly DocumentFacts[];
  /** How many documents were on their way when a worker ended. */
  readonly interrupted: number;
  /** What the platform said of its clock. */
  readonly clock: ReadonlyMap<ClockPhase, readonly ClockSample[]>;
  /** Runs that had the same target at the same time. */
  readonly overlaps: readonly Overlap[];
  /** Of the process that sent the documents; undefined: it did not say. */
  readonly generator: GeneratorLoad | undefined;
  /** Of a search: requests a second, by pass. */
  readonly rates: ReadonlyMap<number, number>;
  /** Of a search: passes whose schedule was begun anew. */
  readonly restarted: ReadonlySet<number>;
}

/**
 * Reads a benchmark's stream from its first event to the one that ends the run, each event once; of a part of it, all
 * there is, as only the last event shows whether the part is what was asked for. Undefined: there is no event.
 */
export async function readRun(
  events: AsyncIterable<Recorded<BenchmarkEvent>> | Iterable<Recorded<BenchmarkEvent>>,
  isPartial = false,
): Promise<RunHistory | undefined> {
  const reading = new HistoryReading();
  let [end, last]: [Recorded<EndEvent>?, Recorded<BenchmarkEvent>?] = [];
  for await (const event of events) {
    if (end) continue;
    last = event;
    if (!isRecordedEnd(event)) {
      reading.take(event, Number(event.revision));
      continue;
    }
    end = event;
    if (!isPartial) break;
  }
  return last && reading.history(last, end);
}

const isRecordedEnd = (event: Recorded<BenchmarkEvent>): event is Recorded<EndEvent> => isEnd(event);
