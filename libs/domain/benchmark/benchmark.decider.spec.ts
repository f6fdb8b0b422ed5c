import { describe, expect, it } from '@jest/globals';
import { fold } from '#eventsourcing';
import { given } from '#eventsourcing/testing';
import {
  ask,
  baselineChosen,
  benchmarkFailed,
  clockSampled,
  created,
  documentsPlanned,
  earlierRun,
  generatorMeasured,
  overlapNoted,
  planCompleted,
  planned,
  play,
  projectCreated,
  ready,
  run,
  seriesNoted,
} from '../testing/index.js';
import type { BenchmarkCommand } from './benchmark.commands.js';
import { benchmarkDecider as benchmark } from './benchmark.decider.js';
import type { BenchmarkEvent } from './benchmark.events.js';
import { selectedPaths } from './benchmark.state.js';

/** One of each; the compiler knows when one is missing. */
const EVERYTHING_ELSE: { [Type in Exclude<BenchmarkCommand['type'], 'CreateBenchmark'>]: BenchmarkCommand } = {
  SelectDocuments: ask.select(0, 'a.txt'),
  PlanDocuments: ask.plan(0, 'a.txt'),
  ChooseBaseline: ask.baseline(),
  NoteSeries: ask.series(),
  CompletePlan: ask.completePlan(),
  RecordProject: ask.project(),
  RecordClock: ask.clock(),
  ChooseRate: ask.rate(),
  NoteOverlap: ask.overlap(),
  RecordGenerator: ask.generator(),
  SendDocuments: ask.send('a.txt'),
  RecordUploads: ask.upload(['a.txt']),
  RecordInterruption: ask.interrupt('a.txt'),
  UpdateDocument: ask.update('a.txt', { start: 5 }),
  CancelBenchmark: ask.cancel(),
  FailBenchmark: ask.fail(),
  TimeOutBenchmark: ask.timeOut(),
  RecordReport: ask.report(),
  AcknowledgeChange: ask.acknowledge(),
  RecordNotification: ask.notify(),
  RecordError: ask.error(),
};

describe('The rate of a pass', () => {
  it('is on record once, whoever chooses', () => {
    const [chosen] = play([ask.create(), ask.rate()]).history.slice(1);
    given(benchmark, ready).when(ask.rate()).then(chosen!);
    given(benchmark, [...ready, chosen!]).when(ask.rate()).thenNothing();
    given(benchmark, [...ready, chosen!, benchmarkFailed]).when(ask.rate(2)).thenNothing();
  });
});

describe("The platform's time", () => {
  it('is on record once before the uploads and once after them', () => {
    given(benchmark, ready).when(ask.clock()).then(clockSampled);
    given(benchmark, [...ready, clockSampled]).when(ask.clock()).thenNothing();
    const after = { ...clockSampled, data: { ...clockSampled.data, phase: 'after' as const } };
    given(benchmark, [...ready, clockSampled]).when(ask.clock('after')).then(after);
  });

  it('is none where the platform did not tell it, or once the run is over', () => {
    const { type, data } = ask.clock();
    given(benchmark, ready).when({ type, data: { ...data, samples: [] } } as BenchmarkCommand).thenNothing();
    given(benchmark, run).when(ask.clock()).thenNothing();
  });
});

describe('What a run is compared with', () => {
  it('is settled once, before the plan is whole', () => {
    given(benchmark, [created, documentsPlanned]).when(ask.baseline()).then(baselineChosen);
    given(benchmark, [created, documentsPlanned, baselineChosen]).when(ask.baseline(null)).thenNothing();
    given(benchmark, ready).when(ask.baseline()).thenNothing();
  });

  it('may be nothing, and that is on record', () => {
    const none = { ...baselineChosen, data: { ...baselineChosen.data, baseline: null } };
    given(benchmark, [created]).when(ask.baseline(null)).then(none);
    given(benchmark, [created, none]).when(ask.baseline()).thenNothing();
  });
});

describe('Another run at the same target', () => {
  it('is noted once, as long as the run goes on', () => {
    given(benchmark, ready).when(ask.overlap()).then(overlapNoted);
    given(benchmark, [...ready, overlapNoted]).when(ask.overlap()).thenNothing();
    given(benchmark, run).when(ask.overlap()).thenNothing();
    const third = { ...overlapNoted, data: { ...overlapNoted.data, other_id: 'third' } };
    given(benchmark, [...ready, overlapNoted]).when(ask.overlap('third')).then(third);
  });
});

describe('The process that sends the documents', () => {
  it('says once how busy it was', () => {
    given(benchmark, ready).when(ask.generator()).then(generatorMeasured);
    given(benchmark, [...ready, generatorMeasured]).when(ask.generator()).thenNothing();
    given(benchmark, run).when(ask.generator()).thenNothing();
  });
});

describe('What came before a run in its series', () => {
  it('is noted once, before the plan is whole', () => {
    given(benchmark, [created, documentsPlanned]).when(ask.series()).then(seriesNoted(earlierRun));
    given(benchmark, [created, documentsPlanned, seriesNoted(earlierRun)]).when(ask.series([earlierRun, earlierRun])).thenNothing();
    given(benchmark, ready).when(ask.series()).thenNothing();
    given(benchmark, [created, benchmarkFailed]).when(ask.series()).thenNothing();
  });

  it('is no fact where there is nothing', () => {
    given(benchmark, [created, documentsPlanned]).when(ask.series([])).thenNothing();
  });
});

describe('A benchmark', () => {
  it('is created as it was asked for', () => {
    given(benchmark).when(ask.create()).then(created);
  });

  it('is created once, however often the same request comes', () => {
    given(benchmark, [created]).when(ask.create()).thenNothing();
    given(benchmark, run).when(ask.create({ at: 5 })).thenNothing();
  });

  it('is not created by another request with the same key', () => {
    given(benchmark, [created]).when(ask.create({ request_sha256: 'b'.repeat(64) })).thenRefused('AlreadyCreated');
  });

  it.each(['luck', '', 'constructor', '__proto__'])('of a type nobody wrote is refused: %p', (benchmark_type) => {
    given(benchmark).when(ask.create({ benchmark_type })).thenRefused('UnknownBenchmarkType');
  });

  it.each(Object.keys(EVERYTHING_ELSE))('that nobody created takes no %s', (type) => {
    given(benchmark).when(EVERYTHING_ELSE[type as keyof typeof EVERYTHING_ELSE]).thenRefused('NotFound');
  });
});

describe('Files asked for by name', () => {
  it('are put on record chunk by chunk, in any order, each once', () => {
    given(benchmark, [created]).when(ask.select(1, 'c.txt')).then(selected(1, 'c.txt'));
    const known = [created, selected(1, 'c.txt')];
    given(benchmark, known).when(ask.select(0, 'a.txt', 'b.txt')).then(selected(0, 'a.txt', 'b.txt'));
    given(benchmark, known).when(ask.select(1, 'c.txt')).thenNothing();
  });

  it('are of no interest once there is a plan, or an end', () => {
    given(benchmark, [created, documentsPlanned, planCompleted]).when(ask.select(0, 'a.txt')).thenNothing();
    given(benchmark, [created, benchmarkFailed]).when(ask.select(0, 'a.txt')).thenNothing();
  });

  it('are known when all chunks are there, in the order in which they were named', () => {
    const byName = { ...created, data: { ...created.data, documents: { kind: 'files', count: 3 } as const } };
    const paths = (...history: BenchmarkEvent[]) => selectedPaths(fold(benchmark, history));
    expect(paths(byName, selected(1, 'c.txt'))).toBeUndefined();
    expect(paths(byName, selected(1, 'c.txt'), selected(0, 'b.txt', 'a.txt'))).toEqual(['b.txt', 'a.txt', 'c.txt']);
    expect(paths(created)).toBeUndefined();
  });
});

describe('A plan', () => {
  it('is written down chunk by chunk, in order', () => {
    given(benchmark, [created]).when(ask.plan(0, 'a.txt', 'b.txt')).then(documentsPlanned);
    given(benchmark, [created, documentsPlanned]).when(ask.plan(1, 'c.txt')).then(chunk(1, 'c.txt'));
    given(benchmark, [created, documentsPlanned]).when(ask.plan(0, 'a.txt', 'b.txt')).thenNothing();
    given(benchmark, [created, documentsPlanned]).when(ask.plan(2, 'd.txt')).thenRefused('IncompletePlan');
  });

  it('has no two documents of the same name', () => {
    given(benchmark, [created]).when(ask.plan(0, 'x/a.txt', 'y/a.txt')).thenRefused('DuplicateDocument');
    const known = [created, documentsPlanned];
    given(benchmark, known).when(ask.plan(1, 'c.txt', 'y/b.txt')).thenRefused('DuplicateDocument');
    const clash = () => benchmark.decide(ask.plan(1, 'y/b.txt'), fold(benchmark, known));
    expect(clash).toThrow(/b\.txt$/);
  });

  it('is whole when it holds as many documents as it is said to hold', () => {
    given(benchmark, [created, documentsPlanned]).when(ask.completePlan()).then(planCompleted);
    given(benchmark, [created, documentsPlanned]).when(ask.completePlan(3)).thenRefused('IncompletePlan');
    given(benchmark, [created]).when(ask.completePlan(2)).thenRefused('IncompletePlan');
  });

  it('without a document is none', () => {
    given(benchmark, [created]).when(ask.completePlan(0)).thenRefused('IncompletePlan');
  });

  it('is never changed once it is whole', () => {
    given(benchmark, ready).when(ask.completePlan()).thenNothing();
    given(benchmark, ready).when(ask.plan(1, 'c.txt')).thenNothing();
  });

  it('is of no interest once the run is over', () => {
    given(benchmark, [created, benchmarkFailed]).when(ask.plan(0, 'a.txt')).thenNothing();
    given(benchmark, [created, documentsPlanned, benchmarkFailed]).when(ask.completePlan()).thenNothing();
  });
});

describe('The project on the platform', () => {
  it('is put on record once, also while the plan is being made', () => {
    given(benchmark, [created]).when(ask.project()).then(projectCreated);
    given(benchmark, ready).when(ask.project()).thenNothing();
    given(benchmark, [created, benchmarkFailed]).when(ask.project()).thenNothing();
  });
});

const selected = (number: number, ...paths: string[]): BenchmarkEvent => {
  const { benchmark_id, at } = created.data;
  return { type: 'DocumentsSelected', data: { benchmark_id, at, chunk: number, paths } };
};
const chunk = (number: number, ...paths: string[]): BenchmarkEvent => ({
  type: 'DocumentsPlanned',
  data: { ...documentsPlanned.data, chunk: number, documents: paths.map(planned) },
});
