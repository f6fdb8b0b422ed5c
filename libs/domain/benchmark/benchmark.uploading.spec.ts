import { describe, it } from '@jest/globals';
import { given } from '#eventsourcing/testing';
import {
  allUploaded,
  ask,
  at,
  benchmarkCompleted,
  benchmarkId,
  cancelled,
  completed,
  created,
  documentsPlanned,
  projectCreated,
  ready,
  run,
  sending,
  started,
  uploaded,
  uploadFailed,
} from '../testing/index.js';
import { benchmarkDecider as benchmark } from './benchmark.decider.js';
import type { BenchmarkCommand } from './benchmark.commands.js';
import type { BenchmarkEvent } from './benchmark.events.js';

const sent = [...ready, sending('a.txt', 'b.txt')];
const acknowledged = [...sent, uploaded('a.txt', 'b.txt')];

describe('A document', () => {
  it('may be sent once', () => {
    given(benchmark, ready).when(ask.send('a.txt', 'b.txt', 'a.txt')).then(sending('a.txt', 'b.txt'));
    given(benchmark, [...ready, sending('a.txt')]).when(ask.send('a.txt', 'b.txt')).then(sending('b.txt'));
    given(benchmark, sent).when(ask.send('a.txt', 'b.txt')).thenNothing();
    given(benchmark, [...sent, interrupted('a.txt')]).when(ask.send('a.txt')).thenNothing();
    given(benchmark, [...sent, uploadFailed('a.txt')]).when(ask.send('a.txt')).thenNothing();
  });

  it('is sent only where there is a whole plan, a project and a run that goes on', () => {
    given(benchmark, [created, documentsPlanned, projectCreated]).when(ask.send('a.txt')).thenRefused('IncompletePlan');
    given(benchmark, ready.slice(0, 3)).when(ask.send('a.txt')).thenRefused('NoProject');
    given(benchmark, ready).when(ask.send('a.txt', 'c.txt')).thenRefused('UnknownDocument');
    given(benchmark, [...ready, cancelled]).when(ask.send('a.txt')).thenNothing();
  });
});

describe('The outcome of an upload', () => {
  it('is put on record for all that are on their way', () => {
    given(benchmark, sent).when(ask.upload(['a.txt'], ['b.txt'])).then(uploaded('a.txt'), uploadFailed('b.txt'));
    given(benchmark, sent).when(ask.upload(['a.txt', 'b.txt'])).then(uploaded('a.txt', 'b.txt'));
  });

  it('stands, whatever is told later', () => {
    given(benchmark, acknowledged).when(ask.upload(['a.txt'], ['b.txt'])).thenNothing();
    given(benchmark, [...sent, uploadFailed('a.txt')]).when(ask.upload(['a.txt'], ['a.txt'])).thenNothing();
  });

  it('counts once, when it is told twice in one breath', () => {
    given(benchmark, sent).when(ask.upload(['a.txt', 'a.txt'], ['a.txt'])).then(uploaded('a.txt'));
    given(benchmark, sent).when(ask.upload([], ['b.txt', 'b.txt'])).then(uploadFailed('b.txt'));
  });

  it('is none of a document that was never sent, that is unknown, or of a run that is over', () => {
    given(benchmark, ready).when(ask.upload(['a.txt'], ['b.txt'])).thenNothing();
    given(benchmark, sent).when(ask.upload(['c.txt'])).thenRefused('UnknownDocument');
    given(benchmark, sent).when(ask.upload([], ['c.txt'])).thenRefused('UnknownDocument');
    given(benchmark, [...sent, cancelled]).when(ask.upload(['a.txt'])).thenNothing();
  });

  it('may be lost with its worker, and may still turn up', () => {
    given(benchmark, [...sent, uploaded('a.txt')])
      .when(ask.interrupt('a.txt', 'b.txt', 'b.txt'))
      .then(interrupted('b.txt'));
    given(benchmark, [...sent, interrupted('b.txt')]).when(ask.interrupt('b.txt')).thenNothing();
    given(benchmark, [...sent, interrupted('b.txt')]).when(ask.upload(['b.txt'])).then(uploaded('b.txt'));
    given(benchmark, [...sent, cancelled]).when(ask.interrupt('b.txt')).thenNothing();
    given(benchmark, sent).when(ask.interrupt('c.txt')).thenRefused('UnknownDocument');
  });

  it('may be none, in the middle of a pass whose schedule begins anew', () => {
    const carryOn: BenchmarkCommand = { type: 'RecordInterruption', data: { benchmarkId, at: at(4), names: [], pass: 2 } };
    const data = { benchmark_id: benchmarkId, at: at(4), document_names: [], pass: 2 };
    given(benchmark, sent).when(carryOn).then({ type: 'DocumentsInterrupted', data });
    given(benchmark, sent).when(ask.interrupt()).thenNothing();
    given(benchmark, [...sent, cancelled]).when(carryOn).thenNothing();
  });
});

describe('What the platform reports', () => {
  it('is put on record, one moment or both, in any order', () => {
    given(benchmark, acknowledged).when(ask.update('a.txt', { start: 5 })).then(started('a.txt', 5));
    given(benchmark, acknowledged).when(ask.update('a.txt', { end: 7 })).then(completed('a.txt', 7));
    given(benchmark, acknowledged)
      .when(ask.update('a.txt', { start: 5, end: 7 }))
      .then(heardAt(7.01, started('a.txt', 5)), completed('a.txt', 7));
  });

  it('is taken before we know that our own request went through', () => {
    given(benchmark, ready).when(ask.update('a.txt', { start: 5 })).then(started('a.txt', 5));
  });

  it('is taken with an end before the start: a skewed host is a fact', () => {
    given(benchmark, [...acknowledged, started('a.txt', 5)])
      .when(ask.update('a.txt', { end: 4 }))
      .then(completed('a.txt', 4));
  });

  it('adds nothing when it is known, also after the end', () => {
    given(benchmark, [...acknowledged, started('a.txt', 5)]).when(ask.update('a.txt', { start: 5 })).thenNothing();
    given(benchmark, run).when(ask.update('a.txt', { start: 5, end: 7 })).thenNothing();
    given(benchmark, [...acknowledged, started('a.txt', 5)])
      .when(ask.update('a.txt', { start: 5, end: 7 }))
      .then(completed('a.txt', 7));
  });

  it('is refused where another time is known, and then altogether', () => {
    const known = [...acknowledged, started('a.txt', 5)];
    given(benchmark, known).when(ask.update('a.txt', { start: 5.000001 })).thenRefused('TimeConflict');
    given(benchmark, known).when(ask.update('a.txt', { start: 6, end: 7 })).thenRefused('TimeConflict');
    given(benchmark, run).when(ask.update('a.txt', { end: 8 })).thenRefused('TimeConflict');
  });

  it('is refused when it says nothing, comes too late or names what we do not know', () => {
    given(benchmark, acknowledged).when(ask.update('a.txt', {})).thenRefused('NoTime');
    given(benchmark, [...acknowledged, cancelled]).when(ask.update('a.txt', { start: 5 })).thenRefused('BenchmarkOver');
    given(benchmark, acknowledged).when(ask.update('c.txt', { start: 5 })).thenRefused('UnknownDocument');
    given(benchmark, ready.slice(0, 3)).when(ask.update('a.txt', { start: 5 })).thenRefused('NoProject');
  });
});

describe('A benchmark completes in the same breath as its last document', () => {
  const almost = [...acknowledged, started('a.txt', 5), started('b.txt', 5.5), completed('a.txt', 7)];

  it('when its end is reported', () => {
    given(benchmark, almost)
      .when(ask.update('b.txt', { end: 8 }))
      .then(completed('b.txt', 8), allUploaded, benchmarkCompleted);
  });

  it('when its start is reported after its end', () => {
    given(benchmark, [...acknowledged, started('a.txt'), completed('a.txt'), completed('b.txt')])
      .when(ask.update('b.txt', { start: 8 }))
      .then(started('b.txt', 8), ...over(8.01, 2, 0));
  });

  it('when our own request turns out to have gone through', () => {
    given(benchmark, [...sent, uploaded('a.txt'), ...almost.slice(6), completed('b.txt')])
      .when(ask.upload(['b.txt']))
      .then(uploaded('b.txt'), ...over(4, 2, 0));
  });

  it('when nobody will ever tell whether it went through', () => {
    given(benchmark, [...sent, uploaded('a.txt'), ...almost.slice(6), completed('b.txt')])
      .when(ask.interrupt('b.txt'))
      .then(interrupted('b.txt'), ...over(4, 2, 0));
  });

  it('when it fails', () => {
    given(benchmark, [...sent, uploaded('a.txt'), started('a.txt'), completed('a.txt')])
      .when(ask.upload([], ['b.txt']))
      .then(uploadFailed('b.txt'), ...over(4, 1, 1));
  });

  it('and not before', () => {
    given(benchmark, almost.slice(0, -1)).when(ask.update('b.txt', { end: 8 })).then(completed('b.txt', 8));
    given(benchmark, [...sent, ...almost.slice(6)]).when(ask.update('b.txt', { end: 8 })).then(completed('b.txt', 8));
  });

  it('but fails when not a single document went through', () => {
    const reason = 'none of the documents was uploaded';
    given(benchmark, sent)
      .when(ask.upload([], ['a.txt', 'b.txt']))
      .then(uploadFailed('a.txt'), uploadFailed('b.txt'), {
        type: 'BenchmarkFailed',
        data: { benchmark_id: benchmarkId, at: at(4), reason },
      });
  });
});

const interrupted = (...document_names: string[]): BenchmarkEvent => ({
  type: 'DocumentsInterrupted',
  data: { benchmark_id: benchmarkId, at: at(4), document_names },
});

const over = (seconds: number, done: number, failed: number): readonly BenchmarkEvent[] => {
  const data = { benchmark_id: benchmarkId, at: at(seconds), done, failed };
  return [{ type: 'AllDocumentsUploaded', data }, { type: 'BenchmarkCompleted', data }];
};

/** The same report, which took longer to reach us. */
const heardAt = (seconds: number, event: ReturnType<typeof started>) => ({
  ...event,
  data: { ...event.data, at: at(seconds), received_at: at(seconds) },
});
