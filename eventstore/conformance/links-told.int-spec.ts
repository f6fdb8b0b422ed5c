import { expect } from '@jest/globals';
import { BACKWARDS, binaryEvent, END, jsonEvent, START, type EventData, type ReadStreamOptions } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { append, collect, eventually, fresh, freshCategory, many, place, settles } from './testing/streams.js';
import { watch } from './testing/watching.js';

const TOMBSTONE = '9223372036854775807';

/** What is a link, what it says, and what becomes of it when what it leads to is gone. */
onServer((server) => {
  conform([
    ['Projections.cs', 'a delete', (stream: string) => client().deleteStream(stream), '0@$$S'],
    ['Projections.cs', 'a tombstone', (stream: string) => client().tombstoneStream(stream), `${TOMBSTONE}@S`],
  ] as const, async (remove, data) => {
    const stream = fresh();
    await append(client(), stream, many(1));
    await remove(stream);
    const category = `$ce-${stream.split('-')[0]}`;
    await settles(() => dataOf(category), [`0@${stream}`, data.replace('S', stream)]);
    const [first, deleted] = (await collect(client().readStream(category))).map(({ event }) => event!);
    expect(deleted).toMatchObject({ type: '$>', isJson: false, metadata: { $o: stream, $deleted: -1 } });
    expect(first!.metadata).not.toHaveProperty('$deleted');
  });

  conforms('Projections.cs', 'a link says what its cause correlates with, and by correlation also when it was', async () => {
    const [correlation, stream] = [randomUUID(), fresh()];
    const cause = jsonEvent({ type: 'Told', data: {}, metadata: { $correlationId: correlation } });
    await append(client(), stream, cause);
    await settles(() => dataOf(`$bc-${correlation}`), [`0@${stream}`]);
    const [correlated] = await collect(client().readStream(`$bc-${correlation}`, { resolveLinkTos: true }));
    expect(correlated!.link!.metadata).toMatchObject({ $correlationId: correlation, $causedBy: cause.id, $eventTimestamp: expect.any(String) as unknown });
    const [categorised] = await collect(client().readStream(`$ce-${stream.split('-')[0]}`, { resolveLinkTos: true }));
    expect(categorised!.link!.metadata).toMatchObject({ $correlationId: correlation });
    expect(categorised!.link!.metadata).not.toHaveProperty('$eventTimestamp');
  });

  conforms('Projections.cs', 'metadata is found by its type, and is in no category', async () => {
    const stream = fresh();
    await client().setStreamMetadata(stream, {});
    await append(client(), stream, many(1));
    await settles(() => dataOf(`$ce-${stream.split('-')[0]}`), [`0@${stream}`]);
    await settles(() => mine('$et-$metadata', stream), [`0@$$${stream}`]);
  });

  conforms('Projections.cs', 'the system\'s streams are not listed', async () => {
    const stream = fresh();
    await append(client(), `$${stream}`, many(1));
    await client().setStreamMetadata(`$${stream}`, {});
    await append(client(), stream, many(1));
    await settles(() => mine('$streams', stream), [`0@${stream}`]);
  });

  conform([
    ['Projections.cs', 'truncated', (stream: string) => client().setStreamMetadata(stream, { truncateBefore: 1 }), 1],
    ['Projections.cs', 'left out by a count', (stream: string) => client().setStreamMetadata(stream, { maxCount: 1 }), 1],
    ['Projections.cs', 'deleted', (stream: string) => client().deleteStream(stream), 0],
  ].map(([source, what, hide, left]) => [source as 'Projections.cs', `the links to what is ${what as string} stay, with their numbers, and lead nowhere`, hide as (stream: string) => Promise<unknown>, left as number] as const), async (hide, left) => {
    const stream = fresh();
    const category = `$ce-${stream.split('-')[0]}`;
    await append(client(), stream, many(2));
    await settles(async () => (await dataOf(category)).length, 2);
    await hide(stream);
    const links = (await collect(client().readStream(category, { resolveLinkTos: true }))).slice(0, 2);
    expect(links.map(({ link }) => Number(link!.revision))).toEqual([0, 1]);
    expect(links.map(place)).toEqual(['nothing', left ? `1@${stream}` : 'nothing']);
  });

  conforms('IndexReader.cs', 'a link to what has become too old leads nowhere', async () => {
    const [source, links] = [fresh(), fresh()];
    await append(client(), source, many(1));
    await append(client(), links, link(`0@${source}`));
    await client().setStreamMetadata(source, { maxAge: 1 });
    const resolved = async () => (await collect(client().readStream(links, { resolveLinkTos: true }))).map(place);
    await eventually(async () => (await resolved())[0] === 'nothing', 'it is too old');
    await client().setStreamMetadata(source, {});
    expect(await resolved()).toEqual([`0@${source}`]);
  });

  conform([
    ['IndexReader.cs', 'an event of another type that says a place is no link', '$>x'],
    ['IndexReader.cs', 'what lists a stream is no link', '$@'],
  ] as const, async (type) => {
    const [source, links] = [fresh(), fresh()];
    await append(client(), source, many(1));
    await append(client(), links, binaryEvent({ type, data: Buffer.from(`0@${source}`) }));
    const [told] = await collect(client().readStream(links, { resolveLinkTos: true }));
    expect([place(told!), told!.link]).toEqual([`0@${links}`, undefined]);
  });

  conforms('IndexReader.cs', 'links are resolved in $all, too, in both directions, and both tell their positions', async () => {
    const [source, links] = [fresh(), fresh()];
    const target = (await append(client(), source, many(1))).position!;
    const from = (await append(client(), links, link(`0@${source}`))).position!;
    const after = (await append(client(), fresh(), many(1))).position!;
    const [forwards] = await collect(client().readAll({ fromPosition: from, maxCount: 1, resolveLinkTos: true }));
    const backwards = await collect(client().readAll({ direction: BACKWARDS, fromPosition: after, maxCount: 10, resolveLinkTos: true }));
    for (const told of [forwards, backwards.find((told) => told.link?.streamId === links)]) {
      expect([place(told!), told!.event!.position, told!.link!.position, told!.commitPosition]).toEqual([`0@${source}`, target, from, from.commit]);
    }
  });

  conforms('StreamSubscription.cs', 'live, what calls itself a link and is none comes as a link that leads nowhere', async () => {
    const links = fresh();
    await append(client(), links, link('none'));
    const watching = watch(client().subscribeToStream(links, { fromRevision: START, resolveLinkTos: true }));
    await watching.live();
    await append(client(), links, link('none'));
    await watching.have(2);
    expect(watching.seen.map((told) => [place(told), told.link?.streamId])).toEqual([[`0@${links}`, undefined], ['nothing', links]]);
    await watching.stop();
  });

  conforms('Projections.cs', 'what is no text is correlated with by its JSON, and null is nothing', async () => {
    const [number, stream] = [Math.floor(Math.random() * 2 ** 50), `${freshCategory()}-1`];
    for (const $correlationId of [null, number]) await append(client(), stream, jsonEvent({ type: 'Told', data: {}, metadata: { $correlationId } as never }));
    await settles(() => dataOf(`$bc-${number}`), [`1@${stream}`]);
    expect(await mine('$bc-null', stream).catch(() => [])).toEqual([]);
  });

  const client = () => server().client;
  const dataOf = async (stream: string, options?: ReadStreamOptions): Promise<string[]> =>
    (await collect(client().readStream(stream, options))).map(({ event }) => Buffer.from(event!.data as Uint8Array).toString());
  /** The newest links of a stream that all share, as far as they lead to one stream or its metadata. */
  const mine = async (links: string, stream: string): Promise<string[]> =>
    (await dataOf(links, { direction: BACKWARDS, fromRevision: END, maxCount: 20 })).filter((told) => told.endsWith(stream)).reverse();
});

const link = (data: string): EventData => binaryEvent({ type: '$>', data: Buffer.from(data) });
