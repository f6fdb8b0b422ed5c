/** From when to when something was under way, in microseconds. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How many were under way from a moment on. */
export interface Level {
  readonly at: number;
  readonly count: number;
}

/** How busy a run was. */
export interface Concurrency {
  /** L(t): a step at each moment at which it changes; the last is zero. */
  readonly levels: readonly Level[];
  readonly greatest: number;
  /** From the first start to the last end. */
  readonly makespan: number;
  /** L: how many were under way on average over the makespan. */
  readonly mean: number;
  /** λ: how many a second. */
  readonly rate: number;
  /** W: how long one was under way on average. */
  readonly meanTime: number;
}

/**
 * L(t), L, λ and W from starts and ends; L = λW holds of them exactly, since all of them start and end within the
 * makespan. Spans that end before they start are left out. Undefined: no time passed. O(n log n).
 * J. D. C. Little, "Little's law as viewed on its 50th anniversary", Operations Research 59 (2011) 536–549.
 */
export function concurrency(spans: Iterable<Span>): Concurrency | undefined {
  const valid = [...spans].filter(({ start, end }) => start <= end);
  const starts = Float64Array.from(valid, ({ start }) => start).sort();
  const ends = Float64Array.from(valid, ({ end }) => end).sort();
  const makespan = (ends.at(-1) ?? 0) - (starts[0] ?? 0);
  if (makespan <= 0) return undefined;
  const total = valid.reduce((sum, { start, end }) => sum + (end - start), 0);
  const levels = levelsOf(starts, ends);
  return {
    levels,
    greatest: levels.reduce((greatest, { count }) => Math.max(greatest, count), 0),
    makespan,
    mean: total / makespan,
    rate: valid.length / (makespan / 1_000_000),
    meanTime: total / valid.length,
  };
}

/** What ends at the moment at which another starts makes room for it. */
function levelsOf(starts: Float64Array, ends: Float64Array): readonly Level[] {
  const levels: Level[] = [];
  let [started, ended] = [0, 0];
  while (ended < ends.length) {
    const at = Math.min(starts[started] ?? Infinity, ends[ended]!);
    while (starts[started] === at) started++;
    while (ends[ended] === at) ended++;
    const count = started - ended;
    if (count !== (levels.at(-1)?.count ?? 0)) levels.push({ at, count });
  }
  return levels;
}
