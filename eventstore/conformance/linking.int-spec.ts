import { expect } from '@jest/globals';
import { BACKWARDS, binaryEvent, END, jsonEvent, START, type ReadStreamOptions } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { append, collect, fresh, freshCategory, happened, many, outcome, place, settles } from './testing/streams.js';
import { watch } from './testing/watching.js';

const TOMBSTONE = '9223372036854775807';

onServer((server) => {
  /** A link with this data to a stream of three events, as a resolving reader sees it. */
  conform([
    ['IndexReader.cs', 'the first', '0@S', '0@S'],
    ['IndexReader.cs', 'the last', '2@S', '2@S'],
    ['IndexReader.cs', 'a number that is not there', '7@S', 'nothing'],
    ['IndexReader.cs', 'a stream that is not there', '0@missing-S', 'nothing'],
    ['IndexReader.cs', 'no link at all: the event itself', 'no link', '0@L'],
    ['IndexReader.cs', 'no number: the event itself', 'x@S', '0@L'],
  ] as const, async (data, target) => {
    const [source, links] = [fresh(), fresh()];
    await append(client(), source, many(3));
    await append(client(), links, link(data.replace('S', source)));
    const [told] = await collect(client().readStream(links, { resolveLinkTos: true }));
    expect(place(told!)).toBe(target.replace('S', source).replace('L', links));
    expect(told!.link?.streamId).toBe(target.endsWith('L') ? undefined : links);
    expect(place((await collect(client().readStream(links)))[0]!)).toBe(`0@${links}`);
  });

  conform([
    ['IndexReader.cs', 'truncated', (stream: string) => client().setStreamMetadata(stream, { truncateBefore: 2 })],
    ['IndexReader.cs', 'left out by a count', (stream: string) => client().setStreamMetadata(stream, { maxCount: 1 })],
    ['IndexReader.cs', 'deleted', (stream: string) => client().deleteStream(stream)],
    ['IndexReader.cs', 'tombstoned', (stream: string) => client().tombstoneStream(stream)],
  ] as const, async (hide) => {
    const [source, links] = [fresh(), fresh()];
    await append(client(), source, many(3));
    await append(client(), links, [link(`1@${source}`), ...many(1)]);
    await hide(source);
    expect((await collect(client().readStream(links, { resolveLinkTos: true, maxCount: 2 }))).map(place)).toEqual(['nothing', `1@${links}`]);
  });

  conforms('IndexReader.cs', 'a link to a link leads one step only', async () => {
    const [source, inner, outer] = [fresh(), fresh(), fresh()];
    await append(client(), source, many(1));
    await append(client(), inner, link(`0@${source}`));
    await append(client(), outer, link(`0@${inner}`));
    expect((await collect(client().readStream(outer, { resolveLinkTos: true }))).map(place)).toEqual([`0@${inner}`]);
  });

  conforms('IndexReader.cs', 'the number ends at the first @', async () => {
    const [source, links] = [`${fresh()}@x@y`, fresh()];
    await append(client(), source, many(1));
    await append(client(), links, link(`0@${source}`));
    expect((await collect(client().readStream(links, { resolveLinkTos: true }))).map(place)).toEqual([`0@${source}`]);
  });

  conforms('StreamSubscription.cs', 'a subscription resolves links, live too, and delivers those that lead nowhere', async () => {
    const [source, links] = [fresh(), fresh()];
    await append(client(), source, many(2));
    const watching = watch(client().subscribeToStream(links, { fromRevision: START, resolveLinkTos: true }));
    await watching.live();
    await append(client(), links, [link(`1@${source}`), link(`9@${source}`), link(`0@${source}`)]);
    await watching.have(3);
    expect(watching.seen.map(place)).toEqual([`1@${source}`, 'nothing', `0@${source}`]);
    await watching.stop();
  });

  /** The category of a stream is what stands before the first "-". */
  conform([
    ['docs projections', 'a-b', 'a'], ['docs projections', 'a-b-c', 'a'], ['docs projections', 'a-', 'a'],
    ['Projections.cs', '-a', undefined], ['Projections.cs', 'a', undefined],
  ].map(([source, name, category]) => [source as 'docs projections', `${name} is of category ${category}`, name!, category] as const), async (name, category) => {
    const own = freshCategory();
    await append(client(), name.replace('a', own), many(2));
    await append(client(), `${own}-marker`, many(1));
    const links = [...(category ? [0, 1].map((n) => `${n}@${name.replace('a', own)}`) : []), `0@${own}-marker`];
    await settles(() => data(`$ce-${own}`), links);
    expect(await outcome(data(`$ce--${own}`))).toBe('stream-not-found');
  });

  conforms('docs projections', 'a category is in the order in which its events were written', async () => {
    const own = freshCategory();
    for (const [n, count] of [[1, 2], [2, 1], [1, 1]] as const) await append(client(), `${own}-${n}`, many(count));
    const all = [`0@${own}-1`, `1@${own}-1`, `0@${own}-2`, `2@${own}-1`];
    await settles(() => data(`$ce-${own}`), all);
    expect((await collect(client().readStream(`$ce-${own}`, { resolveLinkTos: true }))).map(place)).toEqual(all);
    expect(await data(`$ce-${own}`, { direction: BACKWARDS, fromRevision: END, maxCount: 2 })).toEqual([all[3], all[2]]);
    expect(await data(`$ce-${own}`, { fromRevision: 2n, maxCount: 1 })).toEqual([all[2]]);
  });

  conforms('docs projections', 'streams of a category are listed in the order of their first event', async () => {
    const own = freshCategory();
    for (const name of ['x', 'y', 'x', 'z']) await append(client(), `${own}-${name}`, many(1));
    await settles(() => data(`$category-${own}`), ['x', 'y', 'z'].map((name) => `${own}-${name}`));
  });

  conforms('docs projections', 'events are found by their type', async () => {
    const [type, one, two] = [freshCategory(), fresh(), fresh()];
    await append(client(), one, [...many(1), ...many(1, type)]);
    await append(client(), two, many(1, type));
    await settles(() => data(`$et-${type}`), [`1@${one}`, `0@${two}`]);
  });

  conform([
    ['docs projections', 'events are found by their correlation id', randomUUID()],
    ['Projections.cs', 'events are found by their correlation id, also by one that is empty', ''],
  ] as const, async (correlation) => {
    const stream = fresh();
    const told = jsonEvent({ type: 'Told', data: {}, metadata: { $correlationId: correlation } });
    await append(client(), stream, [told, ...many(1)]);
    await append(client(), stream, { ...told, id: randomUUID() });
    await settles(() => data(`$bc-${correlation}`, { direction: BACKWARDS, fromRevision: END, maxCount: 2 }), [`2@${stream}`, `0@${stream}`]);
  });

  conforms('docs projections', 'the first event of every stream is in $streams, and that of its metadata', async () => {
    const stream = fresh();
    await append(client(), stream, many(2));
    await client().setStreamMetadata(stream, {});
    const mine = async () => (await data('$streams', { direction: BACKWARDS, fromRevision: END, maxCount: 20 })).filter((told) => told.endsWith(stream)).reverse();
    await settles(mine, [`0@${stream}`, `0@$$${stream}`]);
  });

  conforms('Projections.cs', 'links themselves have no type, and the system\'s streams are in none of these', async () => {
    const stream = fresh();
    await append(client(), `$${stream}`, many(1, `T${stream}`));
    await append(client(), stream, many(1, `T${stream}`));
    await settles(() => data(`$et-T${stream}`), [`0@${stream}`]);
    expect(await outcome(data('$et-$>'))).toBe('stream-not-found');
  });

  conforms('Projections.cs', 'a link in a category leads where it leads itself', async () => {
    const [source, links] = [fresh(), fresh()];
    await append(client(), source, many(1));
    await append(client(), links, link(`0@${source}`));
    await settles(() => data(`$ce-${links.split('-')[0]}`), [`0@${source}`]);
  });

  conform([
    ['Projections.cs', 'a delete', (stream: string) => client().deleteStream(stream), '0@$$S', '0@S'],
    ['Projections.cs', 'a tombstone', (stream: string) => client().tombstoneStream(stream), `${TOMBSTONE}@S`, `${TOMBSTONE}@S`],
  ] as const, async (remove, inCategory, deleted) => {
    const stream = fresh();
    await append(client(), stream, many(1));
    await remove(stream);
    await settles(() => data(`$ce-${stream.split('-')[0]}`), [`0@${stream}`, inCategory.replace('S', stream)]);
    const mine = async () => (await data('$et-$deleted', { direction: BACKWARDS, fromRevision: END, maxCount: 10 })).filter((told) => told.endsWith(stream));
    await settles(mine, [deleted.replace('S', stream)]);
  });

  conforms('Projections.cs', 'a link says who caused it', async () => {
    const [stream, event] = [fresh(), happened(1)];
    await append(client(), stream, event);
    const name = `$ce-${stream.split('-')[0]}`;
    await settles(() => data(name), [`0@${stream}`]);
    const [told] = await collect(client().readStream(name, { resolveLinkTos: true }));
    expect(told!.link).toMatchObject({ type: '$>', isJson: false, streamId: name, metadata: { $causedBy: event.id, $o: stream } });
  });

  conforms('docs projections', 'links are delivered to who waits for them', async () => {
    const stream = fresh();
    const watching = watch(client().subscribeToStream(`$ce-${stream.split('-')[0]}`, { fromRevision: START, resolveLinkTos: true }));
    await watching.live();
    await Promise.all(Array.from({ length: 40 }, () => append(client(), stream, many(5))));
    await watching.have(200);
    expect(watching.seen.map(place)).toEqual(Array.from({ length: 200 }, (_, n) => `${n}@${stream}`));
    await watching.stop();
  });

  conforms('docs projections', 'streams of links can be truncated, deleted and ended', async () => {
    const stream = fresh();
    const name = `$ce-${stream.split('-')[0]}`;
    await append(client(), stream, many(5));
    await settles(async () => (await data(name)).length, 5);
    await client().setStreamMetadata(name, { maxCount: 2 });
    expect(await data(name)).toEqual([`3@${stream}`, `4@${stream}`]);
    await client().deleteStream(name, { expectedRevision: 4n });
    expect(await outcome(data(name))).toBe('stream-not-found');
    await client().tombstoneStream(name);
    expect(await outcome(data(name))).toBe('stream-deleted');
  });

  conforms(ours('links are events of their own in $all'), 'links are there with what they lead to, and not in $all', async () => {
    const stream = fresh();
    const { position } = await append(client(), stream, many(2));
    expect(await data(`$ce-${stream.split('-')[0]}`)).toHaveLength(2);
    expect((await collect(client().readAll({ fromPosition: position! }))).filter(({ event }) => event!.type === '$>')).toEqual([]);
  });

  const client = () => server().client;
  const data = async (stream: string, options?: ReadStreamOptions): Promise<string[]> =>
    (await collect(client().readStream(stream, options))).map(({ event }) => Buffer.from(event!.data as Uint8Array).toString());
});

const link = (data: string) => binaryEvent({ type: '$>', data: Buffer.from(data) });
