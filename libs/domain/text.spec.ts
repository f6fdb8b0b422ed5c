import { expect, it } from '@jest/globals';
import { plainText } from './text.js';

it.each([
  ['as it is', 'as it is'],
  ['  two\r\nlines\tand a tab ', 'two lines and a tab'],
  ['a\u0000b\u001b[31mred', 'a b [31mred'],
  ['lone \ud800 half', 'lone \ufffd half'],
  ['whole 😀', 'whole 😀'],
])('Text from outside becomes one harmless line: %j', (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

it('Text from outside is cut where it is too long, never within a character', () => {
  expect(plainText('x'.repeat(500))).toBe('x'.repeat(500));
  expect(plainText('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
  expect(plainText('abc😀def', 5).isWellFormed()).toBe(true);
  expect(plainText('abc😀def', 5).length).toBeLessThanOrEqual(5);
});
