import { quantile } from '../quantile.js';

/** One pass over the corpus: the latency of each document, by what the document is known by; NaN, or nothing, where it was not measured. */
export type Pass = ReadonlyMap<string, number>;

/** All passes side by side, so that each document is looked up once a pass. */
export interface PassTable {
  readonly documents: readonly string[];
  /** Of each pass the latency of each document, NaN where it has none. */
  readonly current: readonly Float64Array[];
  readonly baseline: readonly Float64Array[];
}

/** The documents come in the order in which they are met. */
export function tableOf(current: readonly Pass[], baseline: readonly Pass[]): PassTable {
  const rows = new Map<string, number>();
  for (const pass of [...current, ...baseline]) {
    for (const document of pass.keys()) if (!rows.has(document)) rows.set(document, rows.size);
  }
  const column = (pass: Pass) => {
    const latencies = new Float64Array(rows.size).fill(Number.NaN);
    for (const [document, latency] of pass) latencies[rows.get(document)!] = latency;
    return latencies;
  };
  return { documents: [...rows.keys()], current: current.map(column), baseline: baseline.map(column) };
}

/** One number for each pass; their differences are log-ratios of latencies. */
export interface PassValues {
  readonly current: readonly number[];
  readonly baseline: readonly number[];
  /** Of how many documents. Paired: of those that every pass has. */
  readonly documents: number;
  /** How many documents some pass has, and not all; only where they are paired. */
  readonly leftOut: number;
}

/** In microseconds: zero is below what the clock can tell, and has no logarithm. */
const HALF_A_TICK = 0.5;

const logOf = (latency: number): number => Math.log(Math.max(latency, HALF_A_TICK));

const isMeasured = (latency: number): boolean => !Number.isNaN(latency);

/** Of each pass the quantile of the log latencies of all its documents. Passes without any are left out. */
export function unpairedValues({ documents, current, baseline }: PassTable, p: number): PassValues {
  const valueOf = (pass: Float64Array) => quantile(pass.filter(isMeasured).map(logOf).sort(), p);
  const values = (passes: readonly Float64Array[]) => passes.map(valueOf).filter(isMeasured);
  return { current: values(current), baseline: values(baseline), documents: documents.length, leftOut: 0 };
}

/**
 * Of each pass the median, over the documents, of the log-ratio to the document's own usual latency: its median over
 * all passes of both sides, which takes no side. What documents differ in by nature drops out. One pass against one,
 * the two values differ by the median log-ratio.
 */
export function pairedValues({ documents, current, baseline }: PassTable): PassValues {
  const all = [...current, ...baseline];
  const shared = Uint32Array.from(documents.keys()).filter((row) => all.every((pass) => isMeasured(pass[row]!)));
  const usual = Float64Array.from(shared, (row) => median(all.map((pass) => logOf(pass[row]!))));
  const valueOf = (pass: Float64Array) =>
    quantile(usual.map((log, index) => logOf(pass[shared[index]!]!) - log).sort(), 0.5);
  const values = (passes: readonly Float64Array[]) => (shared.length === 0 ? [] : passes.map(valueOf));
  return {
    current: values(current),
    baseline: values(baseline),
    documents: shared.length,
    leftOut: documents.length - shared.length,
  };
}

/** Of the few values that one document has; puts them in order. */
const median = (values: number[]): number => quantile(values.sort((one, other) => one - other), 0.5);

/** What became of one document, by its median over the passes of either side, in microseconds. */
export interface DocumentChange {
  readonly document: string;
  readonly current: number;
  readonly baseline: number;
  /** Relative: 0.05 is 5 % slower. */
  readonly change: number;
}

/** Every document that both sides have measured, in the order of the current passes. */
export function documentChanges({ documents, current, baseline }: PassTable): readonly DocumentChange[] {
  const usual = (passes: readonly Float64Array[], row: number) =>
    median(passes.map((pass) => pass[row]!).filter(isMeasured));
  return documents.flatMap((document, row) => {
    const [now, before] = [usual(current, row), usual(baseline, row)];
    if (!isMeasured(now) || !isMeasured(before)) return [];
    return [{ document, current: now, baseline: before, change: Math.expm1(logOf(now) - logOf(before)) }];
  });
}
