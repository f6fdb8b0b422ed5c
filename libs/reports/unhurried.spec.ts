import { expect, it } from '@jest/globals';
import { unhurried } from './index.js';

it('gives everybody else a turn after each chunk', async () => {
  const seen: string[] = [];
  const reading = (async () => {
    for await (const chunk of unhurried(['a', 'b', 'c'])) seen.push(chunk);
  })();
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen.length).toBeLessThan(3);
  await reading;
  expect(seen).toEqual(['a', 'b', 'c']);
});
