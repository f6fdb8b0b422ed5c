import { expect } from '@jest/globals';
import { BACKWARDS, END, NO_STREAM } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { streamIn } from './testing/states.js';
import { append, describeBy, fresh, many, numbers, outcome } from './testing/streams.js';

const ALL = '01234';

onServer((server) => {
  conform([
    ['docs metadata', '{"$maxCount":2}', '34'],
    ['docs metadata', '{"$maxCount":5}', ALL],
    ['docs metadata', '{"$maxCount":500}', ALL],
    ['docs metadata', '{"$tb":3}', '34'],
    ['docs metadata', '{"$tb":0}', ALL],
    ['docs metadata', '{"$tb":4}', '4'],
    ['docs metadata', '{"$tb":5}', ''],
    ['docs metadata', '{"$tb":500}', ''],
    ['docs metadata', '{"$tb":2,"$maxCount":2}', '34'],
    ['docs metadata', '{"$tb":4,"$maxCount":2}', '4'],
    ['docs metadata', '{"$maxAge":1000}', ALL],
    ['docs metadata', '{"$cacheControl":10}', ALL],
    ['docs metadata', '{"$maxCount":2,"$cacheControl":10,"colour":{"deep":[1]}}', '34'],
    ['IndexReader.cs', '{"$maxCount":2,"$tmp":true}', '34'],
    ['IndexReader.cs', '{"$maxCount":0}', ALL],
    ['IndexReader.cs', '{"$maxCount":-1}', ALL],
    ['IndexReader.cs', '{"$maxAge":0}', ALL],
    ['IndexReader.cs', '{"$tb":-1}', ALL],
    ['IndexReader.cs', '{"$maxCount":"2"}', ALL],
    ['IndexReader.cs', '{"$maxCount":1.5}', ALL],
    ['IndexReader.cs', '{"$maxCount":null}', ALL],
    ['IndexReader.cs', '{"$maxCount":2,"$maxAge":"x"}', ALL],
    ['IndexReader.cs', '{"$maxCount":2,"$cacheControl":"x"}', ALL],
    ['IndexReader.cs', '{"$maxCount":2,"$tb":9223372036854776000}', ALL],
    ['IndexReader.cs', '{"$maxCount":2,"$tmp":1}', ALL],
    ['IndexReader.cs', '{"$maxCount":2,"$acl":7}', ALL],
    ['IndexReader.cs', '{"$maxCount":2,"$acl":{"$x":"ann"}}', ALL],
    ['IndexReader.cs', '{"$maxCount":2,"$acl":{"$w":"$all","$d":["$all"]}}', '34'],
  ].map(([source, document, left]) => [source as 'docs metadata', `of five events ${document} leaves ${left || 'none'}`, document!, left!] as const), async (document, left) => {
    const stream = fresh();
    await append(client(), stream, many(5));
    await describeBy(client(), stream, document);
    expect((await numbers(client(), stream)).join('')).toBe(left);
    expect((await numbers(client(), stream, { direction: BACKWARDS, fromRevision: END })).join('')).toBe(left.split('').reverse().join(''));
  });

  conform([
    ['types.ts', 'maxCount', { maxCount: 7 }],
    ['types.ts', 'maxAge', { maxAge: 70 }],
    ['types.ts', 'truncateBefore', { truncateBefore: 1 }],
    ['types.ts', 'cacheControl', { cacheControl: 9 }],
    ['types.ts', 'acl', { acl: { readRoles: ['ann', 'bob'], writeRoles: ['ann'], deleteRoles: ['$admins'], metaReadRoles: ['$all'], metaWriteRoles: ['$ops'] } }],
    ['docs metadata', 'keys of one\'s own', { colour: 'red', deep: { list: [1, 'two', null] } }],
  ] as const, async (metadata) => {
    const stream = fresh();
    await client().setStreamMetadata(stream, metadata as never);
    expect((await client().getStreamMetadata(stream)).metadata).toEqual(metadata);
  });

  conforms('streams.ts', 'a stream of which nothing is said has no metadata', async () => {
    const stream = fresh();
    expect(await client().getStreamMetadata(stream)).toEqual({ streamName: stream });
  });

  conforms('docs metadata', 'new metadata replaces all of the old', async () => {
    const stream = fresh();
    await client().setStreamMetadata(stream, { maxCount: 5, colour: 'red' });
    await client().setStreamMetadata(stream, { colour: 'green' });
    expect((await client().getStreamMetadata(stream)).metadata).toEqual({ colour: 'green' });
  });

  conforms('docs metadata', 'metadata has revisions of its own, from 0', async () => {
    const stream = await streamIn(client(), 'present');
    const set = (expectedRevision: bigint | typeof NO_STREAM) => outcome(client().setStreamMetadata(stream, {}, { expectedRevision }));
    expect([await set(0n), await set(NO_STREAM), await set(NO_STREAM), await set(0n), await set(0n)])
      .toEqual(['conflict at no_stream', 'ok 0', 'conflict at 0', 'ok 1', 'conflict at 1']);
  });

  conforms('docs metadata', 'what expires is no longer seen, the stream is there, and numbers go on', async () => {
    const stream = await streamIn(client(), 'present');
    await client().setStreamMetadata(stream, { maxAge: 1 });
    const from = Date.now();
    while (Date.now() < from + 1100) await new Promise((resolve) => void setTimeout(resolve, 100));
    expect(await numbers(client(), stream)).toEqual([]);
    expect(await outcome(append(client(), stream, many(1), 2n))).toBe('ok 3');
    await client().setStreamMetadata(stream, {});
    expect(await numbers(client(), stream)).toEqual([0, 1, 2, 3]);
  });

  conforms('docs metadata', 'a count moves on with each append, by number', async () => {
    const stream = fresh();
    await client().setStreamMetadata(stream, { maxCount: 3 });
    await append(client(), stream, many(2));
    expect(await numbers(client(), stream)).toEqual([0, 1]);
    await append(client(), stream, many(7));
    expect(await numbers(client(), stream)).toEqual([6, 7, 8]);
    expect(await numbers(client(), stream, { fromRevision: 2n, maxCount: 2 })).toEqual([6, 7]);
  });

  conforms('docs metadata', 'truncation may lie in the future, and can be taken back', async () => {
    const stream = await streamIn(client(), 'present');
    await client().setStreamMetadata(stream, { truncateBefore: 4 });
    await append(client(), stream, many(3), 2n);
    expect(await numbers(client(), stream)).toEqual([4, 5]);
    await client().setStreamMetadata(stream, { truncateBefore: 1 });
    expect(await numbers(client(), stream)).toEqual([1, 2, 3, 4, 5]);
  });

  conforms('docs security', 'lists of rights change nothing for an admin, or where nobody is asked who they are', async () => {
    const stream = await streamIn(client(), 'present');
    await describeBy(client(), stream, '{"$acl":{"$r":[],"$w":[],"$d":[],"$mr":[],"$mw":[]}}');
    expect(await outcome(append(client(), stream, many(1), 2n))).toBe('ok 3');
    expect(await numbers(client(), stream)).toEqual([0, 1, 2, 3]);
    expect((await client().getStreamMetadata(stream)).metadata).toMatchObject({ acl: { readRoles: [] } });
    expect(await outcome(client().deleteStream(stream))).toBe('ok');
  });

  const client = () => server().client;
});
