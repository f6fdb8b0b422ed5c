import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { EXIT } from '../failure.js';
import { slowking } from '../program.js';
import { sendJson, ScriptedApi } from '../testing/scripted-api.js';

const hangUp = (response: ServerResponse) => void response.destroy();
const refuse = (status: number, code: string) => (response: ServerResponse) =>
  sendJson(response, { type: 't', title: `It is ${code}.`, status, code }, status, 'application/problem+json');
const accept = (response: ServerResponse) => sendJson(response, { benchmark_id: 'b', stream: 'benchmark-b', revision: 0 }, 202);

it.each([
  ['never answered', hangUp],
  ['answered by a proxy that finds no API', (response: ServerResponse) => void response.writeHead(502).end()],
  ['told that a part is away', refuse(503, 'Unavailable')],
])('A start that is %s is said again, with the same key', async (_, first) => {
  await answering(first, accept);
  await start();
  expect(keys()).toEqual([expect.any(String), keys()[0]]);
});

it('A start that is never answered ends with 69', async () => {
  await answering();
  await expect(start()).rejects.toThrow(expect.objectContaining({ exitCode: EXIT.unavailable }));
  expect(new Set(keys())).toEqual(new Set([keys()[0]]));
  expect(keys()).toHaveLength(4);
});

it.each([
  [422, 'InvalidTarget', EXIT.refused],
  [429, 'TooManyAttempts', EXIT.unavailable],
  [500, 'Internal', EXIT.software],
])('A start that is answered with %i %s is not said again', async (status, code, exitCode) => {
  await answering(refuse(status, code));
  await expect(start()).rejects.toThrow(expect.objectContaining({ exitCode }));
  expect(keys()).toHaveLength(1);
});

let api: ScriptedApi;
beforeEach(() => {
  process.env['SLOWKING_PASSWORD'] = 'p';
});
afterEach(() => {
  delete process.env['SLOWKING_PASSWORD'];
  api.stop();
});

/** An API that answers so, one after the other, and then not at all. */
async function answering(...answers: readonly ((response: ServerResponse) => void)[]): Promise<void> {
  api = await ScriptedApi.start((response) => (answers[api.asked.length - 1] ?? hangUp)(response));
}

const start = () =>
  slowking('0').parseAsync(['--api', api.url, '--json', 'start', '--name', 'n', '--target', 't', '--username', 'u'], { from: 'user' });

const keys = () => api.asked.map(({ headers }) => headers['idempotency-key']);
