import { describe, expect, it } from '@jest/globals';
import { OutcomeUnknown, StoreUnavailable } from './index.js';
import { troubledLedger } from './testing/troubled-ledger.js';
import type { Trouble } from './testing/troubled-event-store.js';

const TROUBLES: [Trouble, typeof OutcomeUnknown | typeof StoreUnavailable][] = [
  ['unanswered', OutcomeUnknown],
  ['lost', OutcomeUnknown],
  ['unavailable', StoreUnavailable],
];

describe.each(TROUBLES)('When an append is %s', (trouble, Failure) => {
  it('the same events are sent again until there is an answer', async () => {
    const { store, send, stored } = troubledLedger();
    store.troubles = [trouble, trouble];
    expect(await Promise.all([send(1), send(2), send(3)])).toEqual([[1], [2], [3]]);
    expect(await stored()).toEqual([1, 2, 3]);
    const [first, ...again] = store.appends.map((events) => events.map(({ id }) => id));
    expect(again).toEqual([first, first]);
  });

  it('a command hears of it once its patience is over, and the next one asks the store first', async () => {
    const { store, send, sum, stored } = troubledLedger({ patience: 500 });
    await send(5);
    store.always = trouble;
    await expect(send(1)).rejects.toThrow(Failure);
    expect(store.appends.length).toBeGreaterThan(2);
    store.always = undefined;
    expect(await send(1)).toEqual(trouble === 'unanswered' ? [] : [1]);
    expect(store.reads).toEqual(['no-stream', 'no-stream']);
    expect(await sum()).toBe(6);
    expect(await stored()).toEqual([5, 1]);
  });

  it('and somebody else is faster with the next one, nothing is stored twice or lost', async () => {
    const { store, send, intrude, sum, stored } = troubledLedger();
    store.troubles = [trouble];
    store.onAppend = async () => {
      if (store.appends.length === 2) await intrude(9);
    };
    expect(await send(1)).toEqual([1]);
    expect(await send(2)).toEqual([2]);
    expect((await stored()).toSorted()).toEqual([1, 2, 9]);
    expect(await sum()).toBe(12);
  });
});

describe('When the store cannot be read', () => {
  it('everybody who waits hears of it, and it works again as soon as the store does', async () => {
    const { store, send, sum } = troubledLedger();
    store.isUnreadable = true;
    for (const waiting of [send(1), send(2), sum()]) await expect(waiting).rejects.toThrow(StoreUnavailable);
    store.isUnreadable = false;
    expect(await Promise.all([send(1), send(2), sum()])).toEqual([[1], [2], 3]);
  });

  it('nothing is refused or answered from memory', async () => {
    const { store, send, sum } = troubledLedger();
    await send(1);
    store.isUnreadable = true;
    await expect(send(-1)).rejects.toThrow(StoreUnavailable);
    await expect(sum()).rejects.toThrow(StoreUnavailable);
  });
});

it('Any other error surfaces at once and harms nobody else', async () => {
  const { store, send, stored } = troubledLedger();
  let behind: Promise<number[]> | undefined;
  store.onAppend = async () => {
    store.onAppend = async () => {};
    behind = send(2);
    throw new TypeError('a bug');
  };
  await expect(send(1)).rejects.toThrow('a bug');
  expect(await behind).toEqual([2]);
  expect(store.appends).toHaveLength(2);
  expect(await stored()).toEqual([2]);
});
