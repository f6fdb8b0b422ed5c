import { ascending, meets, ObjectiveFault, parseObjective, type Objective } from '#measurement';
import type { Micros } from '../instant.js';
import type { Workload } from './workload.js';

type Search = Extract<Workload, { mode: 'search' }>;
type Arrival = Extract<Workload, { mode: 'arrival' }>;

/** Requests a second that are tried at least and at most. */
export const [LEAST_RATE, GREATEST_RATE] = [0.001, 1000] as const;

/** A pass of a search, and whether it kept the objective. Undefined: it does not tell. */
export interface TriedRate {
  readonly rate_per_second: number;
  readonly isKept: boolean | undefined;
}

/** Between which rates the answer lies, as far as it is known: the greatest that was kept, and the least above it that was not. */
export interface Bracket {
  readonly kept: number | null;
  readonly missed: number | null;
}

/** What passes at these rates say. Where they contradict each other, a rate counts as missed: a platform must bear it every time. */
export function bracketOf(tried: readonly TriedRate[]): Bracket {
  const missed = Math.min(...tried.filter(({ isKept }) => isKept === false).map(({ rate_per_second }) => rate_per_second));
  const below = tried.filter(({ isKept, rate_per_second }) => isKept && rate_per_second < missed);
  const kept = Math.max(...below.map(({ rate_per_second }) => rate_per_second));
  return { kept: Number.isFinite(kept) ? kept : null, missed: Number.isFinite(missed) ? missed : null };
}

/**
 * The rate of the next pass: doubled until one is missed, halved until one is kept, then the geometric middle of both,
 * to three digits.
 */
export function nextRate({ rate_per_second }: Search, tried: readonly TriedRate[]): number {
  const { kept, missed } = bracketOf(tried);
  if (kept === null && missed === null) return rate_per_second;
  const next = kept === null ? missed! / 2 : missed === null ? kept * 2 : Math.sqrt(kept * missed);
  return Math.min(Math.max(Number(next.toPrecision(3)), LEAST_RATE), GREATEST_RATE);
}

/** The workload of one pass of a search. */
export function atRate({ objective: _objective, ...search }: Search, rate_per_second: number): Arrival {
  return { ...search, mode: 'arrival', rate_per_second };
}

/** What is wrong with the objective of a search. Undefined: nothing. */
export function searchObjectiveFault(text: string): string | undefined {
  const objective = parseObjective(text);
  if (objective instanceof ObjectiveFault) return objective.message;
  const { subject, comparator, limit } = objective;
  const isLatency = subject.kind === 'metric' && (subject.metric === 'processing' || subject.metric === 'end_to_end');
  const isUpper = limit.kind === 'time' && (comparator === '<' || comparator === '<=');
  return isLatency && isUpper ? undefined : 'expected an upper limit of processing or end_to_end, as p95(end_to_end) < 5s';
}

/** What is known of a document of a pass. */
export interface PassedDocument {
  /** Done: processed, and nothing is wrong with it. Open: the run, or a worker, ended before anybody knew. */
  readonly fate: 'done' | 'failed' | 'open';
  /**
   * Our clock: when it was due, and when we heard that it was through. Of one that a dead worker left on its way, nobody
   * knows when it was due.
   */
  readonly scheduledAt?: Micros | undefined;
  readonly endReceivedAt?: Micros | undefined;
  /** The platform's clock. */
  readonly platformStart?: Micros | undefined;
  readonly platformEnd?: Micros | undefined;
}

/** How a pass of a search went. Times in microseconds. */
export interface PassVerdict {
  /**
   * Every document is done, and their latencies meet the objective. Undefined: what is not known of some of them would
   * decide.
   */
  readonly isKept: boolean | undefined;
  /** What the objective is about, of the documents that are done. */
  readonly observed: number | undefined;
  readonly done: number;
  /** Documents done a second, from when the first was due until we heard of the last. */
  readonly throughput: number | undefined;
}

/**
 * Whether documents of a pass met an objective, taken by their values as they are. End to end counts until we heard of
 * the end, by our clock alone: it can be told between two passes, and is never less than the truth.
 */
export function passVerdict(text: string, documents: readonly PassedDocument[]): PassVerdict {
  const objective = parseObjective(text) as Objective;
  const done = documents.filter(({ fate }) => fate === 'done');
  const latencies = {
    processing: done.flatMap(({ platformStart, platformEnd }) => between(platformStart, platformEnd)),
    end_to_end: done.flatMap(({ scheduledAt, endReceivedAt }) => between(scheduledAt, endReceivedAt)),
  };
  const { observed } = meets(objective, valuesOf(latencies));
  return { isKept: isKept(objective, documents, latencies), observed, done: done.length, throughput: throughputOf(done) };
}

type Latencies = Readonly<Record<'processing' | 'end_to_end', readonly number[]>>;

/** Not kept, whatever is unknown: also if all of that had taken no time at all. */
function isKept(objective: Objective, documents: readonly PassedDocument[], latencies: Latencies): boolean | undefined {
  if (documents.length === 0) return undefined;
  if (documents.some(({ fate }) => fate === 'failed')) return false;
  if (!meets(objective, valuesOf(latencies, documents.length)).isMet) return false;
  // A schedule that a worker's death interrupted began anew: the pass was easier than its rate says.
  return documents.every(({ fate, scheduledAt }) => fate === 'done' && scheduledAt !== undefined) || undefined;
}

/** Ascending, with zeros up to so many of each. */
function valuesOf({ processing, end_to_end }: Latencies, size = 0) {
  const filled = (known: readonly number[]) => [...known, ...Array<number>(Math.max(size - known.length, 0)).fill(0)];
  return { processing: { values: ascending(filled(processing)) }, end_to_end: { values: ascending(filled(end_to_end)) } };
}

const between = (from: Micros | undefined, to: Micros | undefined): number[] =>
  from === undefined || to === undefined ? [] : [to - from];

function throughputOf(done: readonly PassedDocument[]): number | undefined {
  const [first] = ascending(done.flatMap(({ scheduledAt }) => scheduledAt ?? []));
  const last = ascending(done.flatMap(({ endReceivedAt }) => endReceivedAt ?? [])).at(-1);
  if (first === undefined || last === undefined || last <= first) return undefined;
  return (done.length * 1_000_000) / (last - first);
}
