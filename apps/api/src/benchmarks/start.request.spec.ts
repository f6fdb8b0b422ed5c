import { expect, it } from '@jest/globals';
import { startRequest } from './start.request.js';

it.each(['team@example.org', 'benchmarks@localhost', 'jörg@bücher.example', "o'brien+x@example.org"])('Mails can be sent to %s', (address) => {
  expect(said({ notify: address })).toEqual([]);
  expect(said({ notify: ['a@example.org', address] })).toEqual([]);
});

it.each([
  'nobody',
  'a@b:c',
  'a@[192.0.2.1]',
  'a(b)@example.org',
  'a\\b@example.org',
  'a@exa\u0001mple.org',
  'Jane <jane@example.org>',
  'a@b\r\nBcc: c@d',
  'a@example.org ',
])('%j is refused by its name, alone and in a list', (address) => {
  const words = `${JSON.stringify(address)} is not a mail address`;
  expect(said({ notify: address })).toEqual([`notify: ${words}`]);
  expect(said({ notify: ['a@example.org', address] })).toEqual([`notify.1: ${words}`]);
});

it.each([
  [{ documents: { folder: 'letters' } }, 'documents: must be the name of a folder, or a list of names of files'],
  [{ notify: 7 }, 'notify: must be a mail address, or a list of them'],
  [{ workload: { mode: 'burst', batch: 'some' } }, 'workload.batch: must be a number of documents, or "all"'],
  [{ documents: '' }, 'documents: Too small: expected string to have >=1 characters'],
])('%j is refused by what could be there', (asked, words) => {
  expect(said(asked)).toEqual([words]);
});

/** What is wrong with a start that asks for this. */
function said(change: object): string[] {
  const asked = { benchmark_name: 'n', benchmark_type: 'latency', benchmark_url: 'eigen', username: 'u', password: 'p', ...change };
  const { error } = startRequest.safeParse(asked);
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}
