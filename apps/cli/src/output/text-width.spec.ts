import { expect, it } from '@jest/globals';
import { cutTo, padTo, widthOf } from './text-width.js';

it.each([
  ['abc', 3],
  ['grüße', 5],
  ['gru\u0308ße', 5],
  ['東京', 4],
  ['🐢', 2],
  ['👩‍👩‍👧', 2],
  ['', 0],
])('%p takes %i columns', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

it('cuts between characters, and says that it did', () => {
  expect(cutTo('grüße', 5)).toBe('grüße');
  expect(cutTo('grüße', 4)).toBe('grü…');
  expect(cutTo('東京都', 5)).toBe('東京…');
  expect(cutTo('東京都', 4)).toBe('東…');
  expect(cutTo('abc', 1)).toBe('…');
  expect(cutTo('abc', 0)).toBe('');
});

it('fills up by what is seen, not by what is stored', () => {
  expect(padTo('東京', 6, 'left')).toBe('東京  ');
  expect(padTo('é', 3, 'right')).toBe('  é');
});
