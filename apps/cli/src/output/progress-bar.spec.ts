import { expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { progressBar } from './progress-bar.js';

it.each([
  ['is as long as bars are where there is room', 120, 40],
  ['leaves room for the words', 80, 29],
  ['does not shrink to nothing', 40, 10],
])('A bar %s: %d columns', async (_, columns, length) => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns });
  const bar = await progressBar('{percentage} % | {value} of {total} settled, {uploaded} uploaded | {status}', stream as unknown as NodeJS.WriteStream);
  bar.start(18, 18, { uploaded: 18, status: 'completed' });
  bar.stop();
  const drawn = stripVTControlCharacters(String(stream.read()));
  expect(/=+/.exec(drawn)![0]).toHaveLength(length);
  if (columns >= 80) expect(drawn).toContain('100 % | 18 of 18 settled, 18 uploaded | completed');
});
