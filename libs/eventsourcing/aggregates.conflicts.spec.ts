import { describe, expect, it } from '@jest/globals';
import { firstBroken, RevisionConflict } from './index.js';
import { numbers } from './testing/ledger.js';
import { troubledLedger } from './testing/troubled-ledger.js';

describe('When somebody else writes to the stream, a process', () => {
  it('reads only what is new and decides again', async () => {
    const { store, send, intrude, stored } = troubledLedger();
    await send(1);
    await intrude(2);
    store.reads.length = 0;
    expect(await Promise.all([send(3), send(2)])).toEqual([[3], []]);
    expect(store.reads).toEqual([0n]);
    expect(await stored()).toEqual([1, 2, 3]);
    expect(firstBroken(await store.stored('ledger'))).toBeUndefined();
  });

  it('refuses nothing from a stale memory', async () => {
    const { send, intrude } = troubledLedger();
    await expect(send(1001)).rejects.toThrow('too early');
    await intrude(1);
    expect(await send(1001)).toEqual([1001]);
  });

  it('answers no question from a stale memory', async () => {
    const { sum, send, intrude } = troubledLedger();
    await send(1);
    await intrude(2);
    expect(await sum()).toBe(3);
  });

  it('answers a repeat without asking the store', async () => {
    const { store, send, intrude } = troubledLedger();
    await send(1);
    await intrude(2);
    store.reads.length = store.appends.length = 0;
    expect(await send(1)).toEqual([]);
    expect([store.reads, store.appends]).toEqual([[], []]);
  });

  it('does not take for stored what it only meant to store', async () => {
    const { store, send, sum, intrude, stored } = troubledLedger();
    await send(1);
    store.onAppend = async () => {
      store.onAppend = async () => {};
      await intrude(10);
    };
    expect(await Promise.all([send(2), send(3), sum()])).toEqual([[2], [3], 16]);
    expect(await sum()).toBe(16);
    store.troubles = ['conflict', 'conflict'];
    expect(await Promise.all([send(4), sum()])).toEqual([[4], 20]);
    expect(await stored()).toEqual([1, 10, 2, 3, 4]);
  });

  it('gives up once its patience is over, and starts afresh next time', async () => {
    const { store, send, intrude, stored } = troubledLedger({ patience: 200 });
    let intruders = 0;
    store.onAppend = () => intrude(10 + intruders++);
    await expect(send(1)).rejects.toThrow(RevisionConflict);
    expect(intruders).toBeGreaterThan(1);
    store.onAppend = async () => {};
    expect(await send(1)).toEqual([1]);
    expect(await stored()).toEqual([...numbers(intruders).map((n) => 10 + n), 1]);
  });
});
