import type { DataOf } from '#eventsourcing';
import type { BenchmarkCommand } from './benchmark.commands.js';
import type { BenchmarkEvent } from './benchmark.events.js';
import { isRunning, type Benchmark } from './benchmark.state.js';

type Facts = readonly BenchmarkEvent[];
type Ask<Type extends BenchmarkCommand['type']> = DataOf<BenchmarkCommand, Type>;
type Note = Extract<BenchmarkCommand, { type: 'RecordClock' | 'ChooseRate' | 'NoteOverlap' | 'RecordGenerator' }>;

/** What a run notes of itself and of what is around it while it goes on. */
export function decideNote(command: Note, benchmark: Benchmark): Facts {
  switch (command.type) {
    case 'RecordClock':
      return recordClock(command.data, benchmark);
    case 'ChooseRate':
      return chooseRate(command.data, benchmark);
    case 'NoteOverlap':
      return noteOverlap(command.data, benchmark);
    case 'RecordGenerator':
      return recordGenerator(command.data, benchmark);
  }
}

/** Once before the uploads and once after them; a platform that does not tell its time is worth no fact. */
function recordClock({ benchmarkId, at, phase, samples }: Ask<'RecordClock'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark) || samples.length === 0 || benchmark.clock.has(phase)) return [];
  return [{ type: 'ClockSampled', data: { benchmark_id: benchmarkId, at, phase, samples } }];
}

/** A pass has one rate, whoever carries it out. */
function chooseRate({ benchmarkId, at, ...chosen }: Ask<'ChooseRate'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark) || benchmark.rates.has(chosen.pass)) return [];
  return [{ type: 'RateChosen', data: { benchmark_id: benchmarkId, at, ...chosen } }];
}

/** Each of the two says so once; who is over tells nothing any more. */
function noteOverlap({ benchmarkId, at, otherId, otherName }: Ask<'NoteOverlap'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark) || benchmark.overlaps.has(otherId)) return [];
  return [{ type: 'OverlapNoted', data: { benchmark_id: benchmarkId, at, other_id: otherId, other_name: otherName } }];
}

/** Of a worker that took over, nothing is asked: the first word stands. */
function recordGenerator({ benchmarkId, at, ...load }: Ask<'RecordGenerator'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark) || benchmark.hasGenerator) return [];
  return [{ type: 'GeneratorMeasured', data: { benchmark_id: benchmarkId, at, ...load } }];
}
