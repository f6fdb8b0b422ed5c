import { describe, expect, it } from '@jest/globals';
import { firstBroken, Overloaded } from './index.js';
import { numbers, take } from './testing/ledger.js';
import { troubledLedger } from './testing/troubled-ledger.js';

describe('Two hundred commands at once', () => {
  it('are stored in a few appends, each exactly once', async () => {
    const { store, send, stored } = troubledLedger();
    const answers = await Promise.all(numbers(200).map((n) => send(n)));
    expect(answers).toEqual(numbers(200).map((n) => [n]));
    expect(await stored()).toEqual(numbers(200));
    expect(store.appends.length).toBeLessThanOrEqual(3);
  });

  it('get their own answers: facts, nothing, a refusal, and what is true between them', async () => {
    const { send, sum, stored } = troubledLedger();
    const answers = await Promise.allSettled([send(1), send(1), send(-1), sum(), send(2), sum()]);
    expect(answers).toEqual([
      { status: 'fulfilled', value: [1] },
      { status: 'fulfilled', value: [] },
      { status: 'rejected', reason: expect.objectContaining({ code: 'Negative' }) },
      { status: 'fulfilled', value: 1 },
      { status: 'fulfilled', value: [2] },
      { status: 'fulfilled', value: 3 },
    ]);
    expect(await stored()).toEqual([1, 2]);
  });

  it('hear at which revision it was true', async () => {
    const { aggregates } = troubledLedger();
    const outcomes = await Promise.all([4, 5, 4, 6].map((n) => aggregates.send('ledger', take(n))));
    expect(outcomes.map(({ revision }) => revision)).toEqual([0n, 1n, 1n, 2n]);
    expect((await aggregates.send('ledger', take(4))).revision).toBe(2n);
    expect(await aggregates.query('ledger', (_, revision) => revision)).toBe(2n);
    expect(await aggregates.query('nobody', (_, revision) => revision)).toBe('no-stream');
  });

  it('of two streams do not wait for each other', async () => {
    const { store, send } = troubledLedger();
    const release = store.hold('a');
    const waiting = send(1, 'a');
    expect(await send(1, 'b')).toEqual([1]);
    release();
    expect(await waiting).toEqual([1]);
  });

  it('store all of what one led to, or nothing', async () => {
    const { store, aggregates, send, stored } = troubledLedger();
    const broken = aggregates.send('ledger', take(7, '\ud800'));
    const [one, noted, two] = [send(1), aggregates.send('ledger', take(8, 'fine')), send(2)];
    await expect(broken).rejects.toThrow('surrogate');
    expect((await noted).events.map(({ type }) => type)).toEqual(['Taken', 'Noted']);
    expect(await Promise.all([one, two])).toEqual([[1], [2]]);
    expect(await stored()).toEqual([1, 8, 2]);
    expect(firstBroken(await store.stored('ledger'))).toBeUndefined();
  });
});

describe('One append', () => {
  it('takes at most 512 KB, when commands are large', async () => {
    const { store, aggregates, stored } = troubledLedger();
    const notes = numbers(24).map((n) => 'x'.repeat([1_000, 250_000, 100_000][n % 3]!));
    await Promise.all(notes.map((note, n) => aggregates.send('ledger', take(n, note))));
    const sizes = store.appends.map((events) => JSON.stringify(events).length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(512 * 1024);
    expect(sizes.length).toBeLessThan(notes.length / 2);
    expect(await stored()).toEqual(numbers(24));
  });

  it('takes at most 500 commands', async () => {
    const { store, send } = troubledLedger();
    await Promise.all(numbers(1_200).map((n) => send(n % 1000)));
    expect(store.appends.map(({ length }) => length)).toEqual([500, 500]);
  });
});

it('Too many commands for one stream are turned away and may come again', async () => {
  const { send, stored } = troubledLedger();
  const crowd = numbers(10_000).map((n) => send(n % 10));
  await expect(send(77)).rejects.toThrow(Overloaded);
  expect(await send(77, 'another')).toEqual([77]);
  await Promise.all(crowd);
  expect(await send(77)).toEqual([77]);
  expect(await stored()).toEqual([...numbers(10), 77]);
});

it('Every event says what it belongs to, what led to it and which shape it has', async () => {
  const { store, aggregates } = troubledLedger();
  await aggregates.send('ledger', take(1), { correlationId: 'run-1', causationId: 'request-1' });
  await aggregates.send('ledger', take(2));
  const [one, two] = await store.stored('ledger');
  const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(one!.metadata).toEqual({ $correlationId: 'run-1', $causationId: 'request-1', schema: 1, hash });
  expect(two!.metadata).toEqual({ schema: 1, hash });
});

it('Two processes that write to the same streams leave unbroken chains', async () => {
  const { store, send, stored } = troubledLedger();
  const other = troubledLedger({}, store);
  const streams = ['a', 'b', 'c'];
  const rounds = numbers(300).map(async (n) => {
    if (n % 50 === 49) await new Promise(setImmediate);
    const stream = streams[n % 3]!;
    return Promise.all([send(n, stream), other.send(n + 300, stream), other.send(n, stream)]);
  });
  await Promise.all(rounds);
  for (const [index, stream] of streams.entries()) {
    const mine = numbers(600).filter((n) => n % 3 === index);
    expect((await stored(stream)).toSorted((a, b) => a - b)).toEqual(mine);
    expect(firstBroken(await store.stored(stream))).toBeUndefined();
  }
});

describe('What is remembered', () => {
  it('is not read again', async () => {
    const { store, send } = troubledLedger();
    for (const n of numbers(5)) await send(n);
    expect(store.reads).toEqual(['no-stream']);
  });

  it('is bounded by the weight of the states, not by their number', async () => {
    const { store, send } = troubledLedger({ memory: 10 });
    for (const n of numbers(4)) for (const stream of ['a', 'b']) await send(n, stream);
    expect(store.reads).toHaveLength(2);
    await send(4, 'a');
    await send(5, 'b');
    expect(store.reads).toHaveLength(3);
  });

  it('is nothing of a stream that does not exist, however often it is asked for', async () => {
    const { store, aggregates, send } = troubledLedger();
    await send(1);
    const before = store.reads.length;
    for (const _ of numbers(3)) expect(await aggregates.query('nobody', (_state, revision) => revision)).toBe('no-stream');
    expect(store.reads.slice(before)).toEqual(Array.from({ length: 6 }, () => 'no-stream'));
    await send(2);
    await send(1, 'nobody');
    await send(2, 'nobody');
    expect(store.reads).toHaveLength(before + 6 + 1);
  });

  it('is not pushed out by who asks for streams that do not exist', async () => {
    const { store, aggregates, send } = troubledLedger({ memory: 4 });
    await send(1);
    for (const n of numbers(9)) await aggregates.query(`nobody-${n}`, () => undefined);
    const before = store.reads.length;
    await send(2);
    expect(store.reads).toHaveLength(before);
  });

  it('holds the stream in use, however heavy it is', async () => {
    const { store, send } = troubledLedger({ memory: 2 });
    for (const n of numbers(9)) await send(n);
    expect(store.reads).toHaveLength(1);
  });
});
