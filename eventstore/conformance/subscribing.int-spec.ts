import { expect } from '@jest/globals';
import { END, START, type ReadRevision } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { onServer, OUTSIDE } from './testing/server.js';
import { ours } from './testing/sources.js';
import { streamIn, type State } from './testing/states.js';
import { append, collect, eventually, fresh, many, place } from './testing/streams.js';
import { watch } from './testing/watching.js';

onServer((server) => {
  /** Subscribed to a stream with three events, numbers 0 to 2, where it has any; then one more is appended. */
  conform(([
    ['present', START, '012', '3'], ['present', 0n, '12', '3'], ['present', 1n, '2', '3'], ['present', 2n, '', '3'], ['present', END, '', '3'], ['present', 3n, '', ''],
    ['truncated', START, '2', '3'], ['truncated', 0n, '2', '3'], ['counted', START, '2', '3'],
    ['missing', START, '', '0'], ['missing', END, '', '0'], ['missing', 0n, '', ''],
    ['described', START, '', '0'], ['deleted', START, '', '3'], ['deleted', END, '', '3'],
  ] as const).map(([state, from, before, after]) =>
    ['StreamSubscription.cs', `from ${from} of a stream that is ${state}: ${before || 'nothing'}, caught up, then ${after || 'nothing'}`, state, from, before, after] as const),
  async (state: State, fromRevision: ReadRevision, before, after) => {
    const stream = await streamIn(client(), state);
    const watching = watch(client().subscribeToStream(stream, { fromRevision }));
    await watching.live();
    expect(watching.numbers.join('')).toBe(before);
    await append(client(), stream, many(1));
    // What does not come is known once what is behind it has come.
    await append(client(), stream, many(1));
    const last = state === 'missing' || state === 'described' ? 1 : 4;
    await watching.have(before.length + after.length + 1);
    expect(watching.numbers.join('')).toBe(`${before}${after}${last}`);
    await watching.stop();
  });

  conform([
    ['StreamSubscription.cs', 'start', START], ['StreamSubscription.cs', 'end', END], ['StreamSubscription.cs', 'a revision', 1n],
  ] as const, async (fromRevision) => {
    const stream = await streamIn(client(), 'tombstoned');
    const watching = watch(client().subscribeToStream(stream, { fromRevision }));
    expect(await watching.failed()).toMatchObject({ type: 'stream-deleted', streamName: stream });
    expect([watching.caughtUp, watching.numbers]).toEqual([0, []]);
  });

  conforms('StreamSubscription.cs', 'a tombstone is delivered, and ends it', async () => {
    const stream = await streamIn(client(), 'present');
    const watching = watch(client().subscribeToStream(stream, { fromRevision: END }));
    await watching.live();
    await client().tombstoneStream(stream);
    expect(await watching.failed()).toMatchObject({ type: 'stream-deleted' });
    expect(watching.seen.map(({ event }) => [event!.type, event!.revision])).toEqual([['$streamDeleted', 9223372036854775807n]]);
  });

  conforms('StreamSubscription.cs', 'a delete is silent, and a revival is delivered', async () => {
    const stream = await streamIn(client(), 'present');
    const watching = watch(client().subscribeToStream(stream));
    await watching.live();
    await client().deleteStream(stream);
    await append(client(), stream, many(1));
    await watching.have(4);
    expect([watching.numbers, watching.error]).toEqual([[0, 1, 2, 3], undefined]);
    await watching.stop();
  });

  conforms('StreamSubscription.cs', 'everything comes in order and once while many write', async () => {
    const stream = fresh();
    await append(client(), stream, many(100));
    const watching = watch(client().subscribeToStream(stream));
    await Promise.all(Array.from({ length: 60 }, () => append(client(), stream, many(3))));
    await watching.have(280);
    expect(watching.numbers).toEqual(Array.from({ length: 280 }, (_, n) => n));
    await watching.stop();
  });

  conforms('StreamSubscription.cs', 'what has just been written is delivered live, even if its metadata hides it', async () => {
    const stream = await streamIn(client(), 'present');
    const watching = watch(client().subscribeToStream(stream, { fromRevision: END }));
    await watching.live();
    await client().setStreamMetadata(stream, { truncateBefore: 100 });
    await append(client(), stream, many(1));
    await watching.have(1);
    expect(watching.numbers).toEqual([3]);
    await watching.stop();
  });

  conform([2n, 3n, 1000n, 2n ** 53n - 1n, 2n ** 60n].map((fromRevision) =>
    ['StreamSubscription.cs', `that a stream has ended is told to whoever begins behind ${fromRevision}`, fromRevision] as const), async (fromRevision) => {
    const stream = await streamIn(client(), 'present');
    const watching = watch(client().subscribeToStream(stream, { fromRevision }));
    await watching.live();
    await client().tombstoneStream(stream);
    expect(await watching.failed()).toMatchObject({ type: 'stream-deleted' });
    expect(watching.seen.map(({ event }) => event?.type as string)).toEqual(['$streamDeleted']);
  });

  conforms('StreamSubscription.cs', 'several subscribers of one stream are told the same', async () => {
    const stream = fresh();
    const watchers = Array.from({ length: 10 }, () => watch(client().subscribeToStream(stream)));
    await Promise.all(watchers.map((watching) => watching.live()));
    await append(client(), stream, many(20));
    await Promise.all(watchers.map((watching) => watching.have(20)));
    for (const { numbers } of watchers) expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n));
    await Promise.all(watchers.map((watching) => watching.stop()));
  });

  conforms('StreamSubscription.cs', 'a client that takes its time is not dropped, and loses nothing', async () => {
    const stream = fresh();
    const subscription = client().subscribeToStream(stream, { fromRevision: START }, { highWaterMark: 1 });
    const told = { caughtUp: 0, behind: 0, isSlow: true, numbers: [] as number[] };
    subscription.on('caughtUp', () => told.caughtUp++).on('fellBehind', () => told.behind++);
    const reading = (async () => {
      for await (const { event } of subscription) {
        if (told.numbers.push(Number(event!.revision)) === 1) while (told.isSlow) await new Promise((resolve) => void setTimeout(resolve, 10));
        if (told.numbers.length === 3000) break;
      }
    })();
    await eventually(() => told.caughtUp === 1, 'caught up');
    const filler = { filler: 'x'.repeat(2000) };
    for (let n = 0; n < 30; n++) await append(client(), stream, many(100).map((event) => ({ ...event, data: { ...event.data, ...filler } })));
    told.isSlow = false;
    await reading;
    expect(told.numbers).toEqual(Array.from({ length: 3000 }, (_, n) => n));
    // Servers from 24.10 to 25.0 know the message and do not send it.
    if (!OUTSIDE) expect(told.behind).toBeGreaterThan(0);
  });

  conforms('streams.ts', 'it can be iterated, and left', async () => {
    const stream = await streamIn(client(), 'present');
    const found: string[] = [];
    for await (const told of client().subscribeToStream(stream)) if (found.push(place(told)) === 3) break;
    expect(found).toEqual([0, 1, 2].map((n) => `${n}@${stream}`));
  });

  conforms('AllSubscription.cs', 'everything, from a position on, which is left out', async () => {
    const [stream, other] = [fresh(), fresh()];
    const { position } = await append(client(), stream, many(3));
    await append(client(), other, many(2));
    const watching = watch(client().subscribeToAll({ fromPosition: position! }));
    await watching.live();
    await append(client(), other, many(2));
    await watching.have(4);
    expect(watching.seen.map(place).filter((told) => told.endsWith(other))).toEqual([0, 1, 2, 3].map((n) => `${n}@${other}`));
    expect(watching.seen.map(place)).not.toContain(`2@${stream}`);
    await watching.stop();
  });

  conforms('AllSubscription.cs', 'everything, from the end on', async () => {
    const watching = watch(client().subscribeToAll({ fromPosition: END }));
    await watching.live();
    const stream = await streamIn(client(), 'tombstoned');
    await watching.have(4);
    const mine = watching.seen.filter(({ event }) => event!.streamId === stream).map(({ event }) => event!.type);
    expect(mine).toEqual(['Happened', 'Happened', 'Happened', '$streamDeleted']);
    await watching.stop();
  });

  conforms(ours('INVALID_ARGUMENT, or taken by luck'), 'everything, from beyond the end on, once it has come so far', async () => {
    const [stream, { commit }] = [fresh(), (await append(client(), fresh(), many(1))).position!];
    const beyond = { commit: commit + 2n, prepare: commit + 2n };
    const watching = watch(client().subscribeToAll({ fromPosition: beyond }));
    await watching.live();
    await append(client(), stream, many(6));
    const later = (await collect(client().readStream(stream))).filter(({ event }) => event!.position!.commit > beyond.commit).map(place);
    await watching.have(later.length);
    expect(watching.seen.map(place)).toEqual(later);
    await watching.stop();
  });

  conforms('AllSubscription.cs', 'everything, from the start on, begins with the oldest', async () => {
    const [first] = await collect(client().readAll({ maxCount: 1 }));
    const watching = watch(client().subscribeToAll({ fromPosition: START }));
    await watching.have(1);
    expect(place(watching.seen[0]!)).toBe(place(first!));
    await watching.stop();
  });

  const client = () => server().client;
});
