import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#eventsourcing';
import { command, commands } from '../testing/arbitrary-commands.js';
import { attempt, plain, play, run } from '../testing/index.js';
import { benchmarkDecider } from './benchmark.decider.js';
import { EVENT_TYPES, isEnd, type BenchmarkEvent } from './benchmark.events.js';
import { isSettled, type Benchmark } from './benchmark.state.js';

describe('Whatever a benchmark was asked before', () => {
  it('asking twice adds nothing the second time', () => {
    forAll(commands, (asked) => {
      const twice = asked.flatMap((each) => [each, each]);
      expect(play(twice).history).toEqual(play(asked).history);
    });
  });

  it('what has once led to facts never leads to more, whatever came between', () => {
    fc.assert(
      fc.property(commands, command, commands, (before, repeated, between) => {
        const { state } = play(before);
        const facts = attempt(repeated, state);
        fc.pre(facts.length > 0);
        const later = play(between, facts.reduce(benchmarkDecider.evolve, state)).state;
        expect(attempt(repeated, later)).toEqual([]);
      }),
    );
  });

  it('its history folds to the state it was decided on', () => {
    forAll(commands, (asked) => {
      const { history, state } = play(asked);
      expect(plain(fold(benchmarkDecider, history))).toEqual(plain(state));
    });
  });

  it('deciding leaves the state alone', () => {
    fc.assert(
      fc.property(commands, command, (asked, last) => {
        const { state } = play(asked);
        const before = plain(state);
        attempt(last, state);
        expect(plain(state)).toEqual(before);
      }),
    );
  });

  it('what is decided ahead lies on top of what is stored, and never changes it', () => {
    fc.assert(
      fc.property(commands, fc.nat(), (asked, cut) => {
        const { history, state } = play(asked);
        const stored = history.slice(0, cut % (history.length + 1));
        const settled = fold(benchmarkDecider, stored);
        const before = plain(settled);
        const ahead = history.slice(stored.length).reduce(benchmarkDecider.evolve, benchmarkDecider.overlay(settled));
        expect(plain(settled)).toEqual(before);
        expect(plain(ahead)).toEqual(plain(state));
      }),
      { numRuns: 300 },
    );
  });

  it('it ends at most once, no document is heard of after that, and it has at most one report', () => {
    forAll(commands, (asked) => {
      const { history } = play(asked);
      const ends = history.filter(isEnd);
      expect(ends.length).toBeLessThanOrEqual(1);
      const after = ends[0] ? history.slice(history.indexOf(ends[0]) + 1) : [];
      for (const { type } of after) expect(['ReportCompleted', 'ChangeAcknowledged', 'NotificationSent', 'ErrorOccurred']).toContain(type);
      expect(after.filter(({ type }) => type === 'ReportCompleted').length).toBeLessThanOrEqual(1);
    });
  });

  it('it completes at once when nothing more is waited for, and only then', () => {
    forAll(commands, (asked) => {
      const { state } = play(asked);
      const { plan, documents, end } = state;
      const isDone = plan !== undefined && [...documents.entries()].every(([, document]) => isSettled(document));
      if (isDone) expect(end).toBeDefined();
      if (end?.type === 'BenchmarkCompleted') expect(isDone).toBe(true);
    });
  });

  it('its counters are what a slow count comes to', () => {
    forAll(commands, (asked) => {
      const { state } = play(asked);
      const { sent, settled, failed, reported } = state;
      expect({ sent, settled, failed, reported, size: state.documents.size }).toEqual(recount(state));
    });
  });
});

it('Any events, in any order, make some state, and are not changed by it', () => {
  const events = fc.tuple(commands, commands).chain(([one, other]) => {
    const told = [...play(one).history, ...play(other).history, ...run];
    return fc.shuffledSubarray(told).map((some) => some.map(deeplyFrozen));
  });
  forAll(events, (told) => {
    expect(plain(fold(benchmarkDecider, told))).toMatchObject({ documents: expect.any(Array) });
  });
});

it('The runs above get somewhere: every event happens in some of them', () => {
  const runs = fc.sample(commands, { numRuns: 1000, seed: 1 });
  const types = new Set(runs.flatMap((asked) => play(asked).history.map(({ type }) => type)));
  expect([...types].toSorted()).toEqual(EVENT_TYPES.toSorted());
});

function recount({ documents }: Benchmark) {
  const all = [...documents.entries()].map(([, document]) => document);
  return {
    sent: all.filter(({ upload }) => upload !== undefined).length,
    settled: all.filter(isSettled).length,
    failed: all.filter(({ upload }) => upload === 'failed').length,
    reported: all.filter(({ start, end }) => start !== undefined || end !== undefined).length,
    size: all.length,
  };
}

function forAll<Value>(values: fc.Arbitrary<Value>, check: (value: Value) => void): void {
  fc.assert(fc.property(values, check), { numRuns: 200 });
}

function deeplyFrozen(event: BenchmarkEvent): BenchmarkEvent {
  const freeze = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  };
  const copy = structuredClone(event);
  freeze(copy);
  return copy;
}
