import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linesOf, serverSentEvents } from './server-sent-events.js';

const STREAM = 'retry: 1000\n\nid: 3\nevent: news\ndata: {"a":1}\n\n: still here\n\nid: 7\r\ndata: one\r\ndata:two\r\n\r\ndata\n\nid: 9\ndata: unfinished';

it('reads events, however the stream is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: STREAM.length }), { maxLength: 12 }), async (cuts) => {
      expect(await all(serverSentEvents(pieces(STREAM, cuts)))).toEqual([
        { id: '3', name: 'news', data: '{"a":1}' },
        { id: '7', name: 'message', data: 'one\ntwo' },
        { id: '7', name: 'message', data: '' },
      ]);
    }),
  );
});

it('knows a line by its end, and takes none without', async () => {
  expect(await all(linesOf(pieces('a\nb\n\nc', [1, 2])))).toEqual(['a', 'b', '']);
});

async function* pieces(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
  for (const [index, place] of places.slice(1).entries()) yield text.slice(places[index], place);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
