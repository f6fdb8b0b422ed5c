import { expect, it } from '@jest/globals';
import { failureOf } from './problems.js';

it.each([
  ['NotFound', 'There is no such benchmark.', '`slowking list` shows those there are.'],
  ['InvalidRequest', 'The id of a benchmark is a UUID.', '`slowking list` shows those there are.'],
  ['InvalidRequest', 'There is nothing to tell of that time. The benchmark was created at 2026-11-27T06:44:10.026000Z.', undefined],
  ['InvalidRequest', 'benchmark_url is not an http or https address without user information.', undefined],
  ['InvalidRequest', 'benchmark_name: Too small: expected string to have >=1 characters', undefined],
])('What to do next fits what was said: %s: %s', async (code, title, hint) => {
  const headers = { 'content-type': 'application/problem+json' };
  expect(await failureOf(new Response(JSON.stringify({ code, title }), { status: 400, headers }))).toMatchObject({ message: title, hint });
});
