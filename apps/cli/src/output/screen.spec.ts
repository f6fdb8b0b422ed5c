import { expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { Screen } from './screen.js';

it('colours for a terminal only, and not where it is unwanted', () => {
  const [terminal, pipe] = [stream(true), stream(false)];
  expect(new Screen(false, terminal, terminal, {}).paint('red', 'x')).toContain('\u001b[');
  expect(new Screen(false, pipe, pipe, {}).paint('red', 'x')).toBe('x');
  expect(new Screen(false, terminal, terminal, { NO_COLOR: '1' }).paint('red', 'x')).toBe('x');
  expect(new Screen(false, terminal, terminal, { TERM: 'dumb' }).paint('red', 'x')).toBe('x');
  expect(new Screen(true, terminal, terminal, {}).paint('red', 'x')).toBe('x');
});

it('is as wide as the terminal, and a pipe has no end', () => {
  expect(new Screen(false, stream(true, 80), stream(true), {}).width).toBe(80);
  expect(new Screen(false, stream(false), stream(false), {}).width).toBe(Infinity);
  expect(new Screen(false, stream(false), stream(false), { COLUMNS: '60' }).width).toBe(60);
});

it('answers machines with one document, and people with lines', () => {
  const [json, text] = [stream(false), stream(false)];
  new Screen(true, json, json, {}).answer({ a: 1 }, () => ['one']);
  new Screen(false, text, text, {}).answer({ a: 1 }, () => ['one', 'two']);
  expect(JSON.parse(String(json.read()))).toEqual({ a: 1 });
  expect(String(text.read())).toBe('one\ntwo\n');
});

it('says what to do next, and repaints nothing that comes from outside', () => {
  const err = stream(false);
  new Screen(false, stream(false), err, {}).complain('no \u001b[2J', 'Try again.');
  expect(String(err.read())).toBe('error: no \ufffd[2J\nTry again.\n');
  new Screen(true, stream(false), err, {}).complain('no', 'Try again.', 'NotFound');
  expect(JSON.parse(String(err.read()))).toEqual({ error: { message: 'no', code: 'NotFound', hint: 'Try again.' } });
});

const stream = (isTTY: boolean, columns?: number) =>
  Object.assign(new PassThrough(), { isTTY, columns }) as unknown as NodeJS.WriteStream & PassThrough;
