import { expect, it } from '@jest/globals';
import { InMemoryEventStore } from './testing/index.js';
import { onlyReading, type WholeLog } from './whole-log.js';

it('has nothing to append with, wherever one looks', () => {
  const store: object = onlyReading(Object.assign(new InMemoryEventStore(), NOTHING));
  expect(Object.keys(store).sort()).toEqual(['end', 'readInBatches']);
  expect('append' in store).toBe(false);
  expect(Object.getPrototypeOf(store)).toBe(Object.prototype);
  expect(() => Object.assign(store, { append: () => undefined })).toThrow(TypeError);
});

it('reads what the log says', async () => {
  const log = onlyReading({ ...NOTHING, end: () => Promise.resolve(7n) });
  expect(await log.end()).toBe(7n);
  expect(log.readInBatches(undefined)).toBe(nothing);
});

const nothing = (async function* () {})();
const NOTHING: WholeLog = { readInBatches: () => nothing, end: () => Promise.resolve(undefined) };
