import { expect } from '@jest/globals';
import { BACKWARDS, END, NO_STREAM } from '@eventstore/db-client';
import { conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { onOurOwn } from './testing/sources.js';
import { append, collect, fresh, many, numbers, outcome } from './testing/streams.js';

onServer((server) => {
  conforms(onOurOwn('docs projections', 'its projection may not go on'), 'a stream of links that was deleted comes back with the next link, and its numbers go on', async () => {
    const stream = fresh();
    const name = `$ce-${stream.split('-')[0]}`;
    for (const [before, deleted, after] of [[2, 2, [2, 3]], [0, 4, [4, 5]]] as const) {
      await append(client(), stream, many(before));
      await client().deleteStream(name, { expectedRevision: BigInt(deleted - 1) });
      expect(await outcome(data(name))).toBe('stream-not-found');
      await append(client(), stream, many(2));
      expect(await data(name)).toEqual(after.map((n) => `${n}@${stream}`));
      expect(await numbers(client(), name)).toEqual(after);
      expect(await numbers(client(), name, { direction: BACKWARDS, fromRevision: END })).toEqual(after.toReversed());
    }
    await client().deleteStream(name);
    expect(await outcome(client().deleteStream(name, { expectedRevision: NO_STREAM }))).toBe('ok');
  });

  const client = () => server().client;
  const data = async (stream: string): Promise<string[]> =>
    (await collect(client().readStream(stream))).map(({ event }) => Buffer.from(event!.data as Uint8Array).toString());
});
