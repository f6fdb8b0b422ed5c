import { Refusal } from '#eventsourcing';
import { benchmarkDecider, type Benchmark, type BenchmarkCommand, type BenchmarkEvent } from '../index.js';

/** What a command comes to: facts; what is refused comes to nothing. */
export function attempt(command: BenchmarkCommand, benchmark: Benchmark): readonly BenchmarkEvent[] {
  try {
    return benchmarkDecider.decide(command, benchmark);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

/** The history and the state that commands lead to, one after the other. */
export function play(commands: readonly BenchmarkCommand[], state = benchmarkDecider.initialState()) {
  const history: BenchmarkEvent[] = [];
  for (const command of commands) {
    const events = attempt(command, state);
    history.push(...events);
    state = events.reduce(benchmarkDecider.evolve, state);
  }
  return { history, state };
}

/** A state as plain data, to compare or to keep: layers do not show, the order of documents does. */
export const plain = ({ documents, selection, ...rest }: Benchmark) =>
  structuredClone({ ...rest, documents: [...documents.entries()], selection: [...selection.entries()] });
