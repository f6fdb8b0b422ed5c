import { expect, it } from '@jest/globals';
import { nameOf, oneLine, redacting, wordsOf } from './redaction.js';

const PASSWORD = `pä"s'w&rd <1>+/ü?`;

it.each([
  ['as it is', PASSWORD],
  ['in JSON', JSON.stringify({ PASSWORD })],
  ['in JSON of ASCII only', String.raw`{"password": "p\u00e4\"s'w&rd <1>+/\u00fc?"}`],
  ['in JSON of ASCII only, with large digits', String.raw`{"password": "p\u00E4\"s'w&rd <1>+/\u00FC?"}`],
  ['in a URL', `?next=${encodeURIComponent(PASSWORD)}&x`],
  ['in a URL, with small letters', encodeURIComponent(PASSWORD).toLowerCase()],
  ['in a form', new URLSearchParams({ PASSWORD }).toString()],
  ['in HTML', '<b>pä&quot;s&#x27;w&amp;rd &lt;1&gt;+/ü?</b>'],
  ['in base64', Buffer.from(PASSWORD).toString('base64')],
  ['in base64url', Buffer.from(PASSWORD).toString('base64url')],
  ['in a Basic header', `Basic ${Buffer.from(`tester:${PASSWORD}`).toString('base64')}`],
  ['in base64, shifted by two', Buffer.from(`ab${PASSWORD}yz`).toString('base64')],
])('takes a password out of a text that has it %s', (_, text) => {
  const redacted = redacting([PASSWORD])(`before ${text} after`);
  expect(redacted).toContain('***');
  expect(redacted).toMatch(/^before .* after$/);
  expect(redacted).not.toContain('w&rd');
  expect(redacted).not.toMatch(/s'w|sJ3cmcm|J3cmcm|cydyZC|w%26rd|w&amp;rd/i);
});

it('takes a secret out whole where another one is a part of it', () => {
  expect(redacting(['token', 'token-and-more'])('a token-and-more b')).toBe('a *** b');
});

it('leaves a text alone when there is no secret', () => {
  expect(redacting([])('all of it')).toBe('all of it');
  expect(redacting([''])('all of it')).toBe('all of it');
});

it('takes out no other word that only looks like a secret', () => {
  expect(redacting(['wrong'])('Wrong username or password')).toBe('Wrong username or password');
});

it('treats what is special in a pattern as what it is', () => {
  expect(redacting(['a.*b'])('a.*b and axxb')).toBe('*** and axxb');
});

it('makes one well-formed line of any text', () => {
  expect(oneLine(' a\r\n\tb\0c\u2028d\u001be \ud800 f ')).toBe('a b c d e \uFFFD f');
});

it('cuts a long text, and never within a character', () => {
  expect(oneLine('x'.repeat(300))).toBe('x'.repeat(300));
  expect(oneLine('😀'.repeat(200))).toHaveLength(300);
  expect(oneLine('😀'.repeat(200))).not.toMatch(/\p{Cs}/u);
});

it.each([
  [new Error('it broke'), 'Error', 'it broke'],
  [new TypeError(''), 'TypeError', 'TypeError'],
  [new AggregateError([new Error('a'), 'b']), 'AggregateError', 'a; b'],
  [{ message: 'from elsewhere' }, '', 'from elsewhere'],
  [{}, '', 'an error without words'],
  ['text', '', 'text'],
  [null, '', 'null'],
])('finds the words of %p', (error, name, words) => {
  expect([nameOf(error), wordsOf(error)]).toEqual([name, words]);
});
