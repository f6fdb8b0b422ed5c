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
  /** How many were under way at once, at most. */
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
 * L, λ and W from starts and ends; L = λW holds of them exactly, since all of them start and end within the
 * makespan. Spans that end before they start are left out. Undefined: no time passed. O(n log n).
 * J. D. C. Little, "Little's law as viewed on its 50th anniversary", Operations Research 59 (2011) 536–549.
 */
export function concurrency(spans: Iterable<Span>): Concurrency | undefined {
  const { starts, ends } = momentsOf(spans);
  const makespan = (ends.at(-1) ?? 0) - (starts[0] ?? 0);
  if (makespan <= 0) return undefined;
  // The same sum in any order of the spans, to the last digit: all of it are whole microseconds.
  const total = ends.reduce((sum, end, index) => sum + (end - starts[index]!), 0);
  let greatest = 0;
  for (const { count } of stepsOf(starts, ends)) greatest = Math.max(greatest, count);
  return { greatest, makespan, mean: total / makespan, rate: ends.length / (makespan / 1_000_000), meanTime: total / ends.length };
}

/** L(t): a step at each moment at which it changes; the last is to zero. What ends at the moment at which another starts makes room for it. */
export function levels(spans: Iterable<Span>): Iterable<Level> {
  const { starts, ends } = momentsOf(spans);
  return stepsOf(starts, ends);
}

function momentsOf(spans: Iterable<Span>) {
  const [starts, ends]: [number[], number[]] = [[], []];
  for (const { start, end } of spans) {
    if (start > end) continue;
    starts.push(start);
    ends.push(end);
  }
  return { starts: Float64Array.from(starts).sort(), ends: Float64Array.from(ends).sort() };
}

function* stepsOf(starts: Float64Array, ends: Float64Array): Generator<Level> {
  let [started, ended, before] = [0, 0, 0];
  while (ended < ends.length) {
    const at = Math.min(starts[started] ?? Infinity, ends[ended]!);
    while (starts[started] === at) started++;
    while (ends[ended] === at) ended++;
    const count = started - ended;
    if (count !== before) yield { at, count };
    before = count;
  }
}
