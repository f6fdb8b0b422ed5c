import type { DataOf } from '#eventsourcing';
import type { BenchmarkCommand } from './benchmark.commands.js';
import type { BenchmarkEvent } from './benchmark.events.js';
import { refusal } from './benchmark.refusals.js';
import { isRunning, type Benchmark } from './benchmark.state.js';

type Facts = readonly BenchmarkEvent[];
type Ask<Type extends BenchmarkCommand['type']> = DataOf<BenchmarkCommand, Type>;

type Planning = Extract<BenchmarkCommand, { type: 'SelectDocuments' | 'PlanDocuments' | 'ChooseBaseline' | 'NoteSeries' | 'CompletePlan' }>;

/** What is settled before anything is sent. */
export function decidePlan(command: Planning, benchmark: Benchmark): Facts {
  switch (command.type) {
    case 'SelectDocuments':
      return selectDocuments(command.data, benchmark);
    case 'PlanDocuments':
      return planDocuments(command.data, benchmark);
    case 'ChooseBaseline':
      return chooseBaseline(command.data, benchmark);
    case 'NoteSeries':
      return noteSeries(command.data, benchmark);
    case 'CompletePlan':
      return completePlan(command.data, benchmark);
  }
}

/** Files asked for by name, chunk by chunk. */
function selectDocuments({ benchmarkId, at, chunk, paths }: Ask<'SelectDocuments'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark) || benchmark.plan || benchmark.selection.has(chunk)) return [];
  return [{ type: 'DocumentsSelected', data: { benchmark_id: benchmarkId, at, chunk, paths } }];
}

/** Chunks come in order; one that is there is a repeat. */
function planDocuments(asked: Ask<'PlanDocuments'>, benchmark: Benchmark): Facts {
  const { benchmarkId, at, chunk, documents } = asked;
  if (!isRunning(benchmark) || benchmark.plan || chunk < benchmark.plannedChunks) return [];
  if (chunk > benchmark.plannedChunks) throw refusal('IncompletePlan');
  const names = new Set(documents.map(({ document_name }) => document_name));
  const clash = documents.find(({ document_name }) => benchmark.documents.has(document_name));
  if (clash || names.size < documents.length) throw refusal('DuplicateDocument', clash?.document_name);
  return [{ type: 'DocumentsPlanned', data: { benchmark_id: benchmarkId, at, chunk, documents } }];
}

/** What a run is compared with is settled before anything is sent, and stands. */
function chooseBaseline(asked: Ask<'ChooseBaseline'>, benchmark: Benchmark): Facts {
  const { benchmarkId, at, baseline, seed } = asked;
  if (!isRunning(benchmark) || benchmark.plan || benchmark.hasBaseline) return [];
  return [{ type: 'BaselineChosen', data: { benchmark_id: benchmarkId, at, baseline, seed } }];
}

/** The runs before it are noted once; that there are none is no fact. */
function noteSeries({ benchmarkId, at, runs }: Ask<'NoteSeries'>, benchmark: Benchmark): Facts {
  if (!isRunning(benchmark) || benchmark.plan || benchmark.hasSeries || runs.length === 0) return [];
  return [{ type: 'SeriesNoted', data: { benchmark_id: benchmarkId, at, runs } }];
}

/** Only a whole plan is carried out. */
function completePlan(asked: Ask<'CompletePlan'>, benchmark: Benchmark): Facts {
  const { benchmarkId, at, count, bytes, sha256 } = asked;
  if (!isRunning(benchmark) || benchmark.plan) return [];
  if (count === 0 || count !== benchmark.documents.size) throw refusal('IncompletePlan');
  return [{ type: 'PlanCompleted', data: { benchmark_id: benchmarkId, at, count, bytes, sha256 } }];
}
