import { describe, expect, it } from '@jest/globals';
import { partsOf, project, tooLong, type Event, type Projection } from './index.js';
import { recorded } from './testing/index.js';

describe('The rows that a batch changes', () => {
  it('come out once each, after all of its events', () => {
    expect(rows([add('a', 1), add('b', 2), add('a', 3)])).toEqual({ a: { sum: 4 }, b: { sum: 2 } });
  });

  it('stand on the rows as they were, which stay as they are', () => {
    const before = new Map([['a', { sum: 10 }]]);
    expect(rows([add('a', 1), add('a', 2)], before)).toEqual({ a: { sum: 13 } });
    expect(before).toEqual(new Map([['a', { sum: 10 }]]));
  });

  it('are those of every key an event names', () => {
    expect(rows([add('a b', 5)])).toEqual({ a: { sum: 5 }, b: { sum: 5 } });
  });

  it('do not include a row that an event left alone, or one that never came to be', () => {
    expect(rows([add('a', 0), add('new', 0)], new Map([['a', { sum: 1 }]]))).toEqual({});
    expect(rows([add('new', 0), add('new', 1)])).toEqual({ new: { sum: 1 } });
  });

  it('do not include one whose key no index could hold', () => {
    const [long, wide, most] = ['x'.repeat(2601), 'ü'.repeat(1301), 'x'.repeat(2600)];
    const events = [add(`${long} a ${wide}`, 1), add(most, 2)];
    expect(Object.keys(rows(events)).sort()).toEqual(['a', most]);
    expect([...partsOf(sums, recorded('s', events), 10)].flatMap(({ keys }) => keys)).toEqual(['a', most]);
    expect(tooLong(sums, recorded('s', events)[0]!)).toEqual([long, wide]);
    expect(tooLong(sums, recorded('s', events)[1]!)).toEqual([]);
  });

  it('are the same however the events are cut into batches', () => {
    const events = [add('a', 1), add('b', 2), add('a c', 3), add('c', 0), add('b', 4)];
    for (let cut = 0; cut <= events.length; cut++) {
      const first = project(sums, recorded('s', events.slice(0, cut)));
      const second = project(sums, recorded('s', events.slice(cut)), first);
      expect(Object.fromEntries([...first, ...second])).toEqual(rows(events));
    }
  });
});

type Added = Event<'Added', { to: string; n: number }>;
interface Row {
  readonly sum: number;
}

const sums: Projection<Row, Added> = {
  name: 'sums.v1',
  streamPrefix: 's',
  upcasters: {},
  keysOf: ({ data }) => data.to.split(' '),
  evolve: (row, { data }) => (data.n === 0 ? row : { sum: (row?.sum ?? 0) + data.n }),
};

const add = (to: string, n: number): Added => ({ type: 'Added', data: { to, n } });

const rows = (events: readonly Added[], before?: ReadonlyMap<string, Row>) =>
  Object.fromEntries(project(sums, recorded('s', events), before));
