import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WeightedLru } from './index.js';

describe('What is remembered under a limit', () => {
  it('is what was asked for last', () => {
    const lru = new WeightedLru<string, number>(3);
    lru.set('a', 1, 1);
    lru.set('b', 2, 1);
    lru.set('c', 3, 1);
    expect(lru.get('a')).toBe(1);
    lru.set('d', 4, 1);
    expect(held(lru, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
  });

  it('gives way to one that is heavy, even to one that is heavier than the limit', () => {
    const lru = new WeightedLru<string, number>(3);
    lru.set('a', 1, 1);
    lru.set('b', 2, 1);
    lru.set('c', 3, 2);
    expect(held(lru, ['a', 'b', 'c'])).toEqual(['b', 'c']);
    lru.set('d', 4, 100);
    expect(held(lru, ['a', 'b', 'c', 'd'])).toEqual(['d']);
  });

  it('is weighed anew when it grows, and free when it is forgotten', () => {
    const lru = new WeightedLru<string, number>(3);
    lru.set('a', 1, 1);
    lru.set('b', 2, 1);
    lru.set('a', 1, 3);
    expect(held(lru, ['a', 'b'])).toEqual(['a']);
    lru.delete('a');
    lru.delete('never there');
    for (const key of ['b', 'c', 'd']) lru.set(key, 0, 1);
    expect(held(lru, ['a', 'b', 'c', 'd'])).toEqual(['b', 'c', 'd']);
  });

  it('is always the longest run of latest uses that fits', () => {
    const kinds = fc.constantFrom('set', 'get', 'delete');
    const step = fc.tuple(kinds, fc.constantFrom(...'abcde'), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const lru = new WeightedLru<string, string>(10);
        let used: [key: string, weight: number][] = [];
        for (const [kind, key, weight] of steps) {
          const known = used.find(([name]) => name === key);
          if (kind === 'get') expect(lru.get(key)).toBe(known && key);
          if (kind === 'set') lru.set(key, key, weight);
          if (kind === 'delete') lru.delete(key);
          used = used.filter((each) => each !== known);
          if (kind === 'set') used.push([key, weight]);
          if (kind === 'get' && known) used.push(known);
          while (used.length > 1 && used.reduce((sum, [, each]) => sum + each, 0) > 10) used.shift();
        }
        expect(held(lru, [...'abcde']).toSorted()).toEqual(used.map(([key]) => key).toSorted());
      }),
    );
  });
});

const held = (lru: WeightedLru<string, unknown>, keys: readonly string[]): string[] =>
  keys.filter((key) => lru.get(key) !== undefined);
