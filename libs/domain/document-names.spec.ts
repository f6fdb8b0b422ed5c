import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameDocuments } from './document-names.js';

it('A document is called like its file, where no other file is called so', () => {
  expect(nameDocuments(['a.txt', 'x/b.txt', 'x/y/c.txt'])).toEqual({
    names: ['a.txt', 'b.txt', 'c.txt'],
    clashes: [],
    unfit: [],
    long: [],
  });
  expect(nameDocuments([])).toEqual({ names: [], clashes: [], unfit: [], long: [] });
});

it('A document is called by its whole path, where another file is called so', () => {
  expect(nameDocuments(['a.txt', 'x/a.txt', 'x/y/a.txt', 'x/b.txt'])).toEqual({
    names: ['a.txt', 'x__a.txt', 'x__y__a.txt', 'b.txt'],
    clashes: [],
    unfit: [],
    long: [],
  });
});

it.each([
  [['a/b', 'c/b', 'a__b'], ['a__b']],
  [['a/b', 'c/b', 'd/a__b'], ['a__b']],
  [['a/b/c', 'a__b/c'], ['a__b__c']],
  [['a', 'a'], ['a']],
  [['a/b', 'c/b', 'a__b', 'c__b'], ['a__b', 'c__b']],
  [['a', 'A', 'ä', 'a\u0308'], []],
])('Names that are still the same are named, once each: %j', (paths, clashes) => {
  expect(nameDocuments(paths).clashes).toEqual(clashes);
});

it('Names come in the order of the paths, and are different or named as clashes', () => {
  const paths = fc.uniqueArray(fc.stringMatching(/^[ab_/]{1,5}$/));
  fc.assert(
    fc.property(paths, (some) => {
      const { names, clashes } = nameDocuments(some);
      expect(names).toHaveLength(some.length);
      for (const [index, name] of names.entries()) {
        expect([some[index]!.split('/').at(-1), some[index]!.replaceAll('/', '__')]).toContain(name);
        expect(clashes.includes(name)).toBe(names.indexOf(name) !== names.lastIndexOf(name));
      }
    }),
  );
});

it('Names that no platform would report as they are, are named', () => {
  const paths = ['a b.txt', 'ä"\\.txt', 'line\nbreak', 'x/tab\t', 'half \ud800'];
  expect(nameDocuments(paths).unfit).toEqual(['line\nbreak', 'tab\t', 'half \ud800']);
});

it('Names of more than 200 characters are named, be they of a file or of its whole path', () => {
  const folder = 'x'.repeat(197);
  expect(nameDocuments(['y'.repeat(200), 'z/'.repeat(300) + 'a']).long).toEqual([]);
  expect(nameDocuments(['y'.repeat(201)]).long).toEqual(['y'.repeat(201)]);
  expect(nameDocuments([`${folder}/a`, 'b/a']).long).toEqual([]);
  expect(nameDocuments([`${folder}/ab`, 'b/ab']).long).toEqual([`${folder}__ab`]);
});
