import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { sendJson, ScriptedApi } from '../testing/scripted-api.js';

const [HIDE, SHOW] = ['\u001b[?25l', '\u001b[?25h'];
const PROGRAM = resolve('dist/apps/cli/src/main.js');
const DEADLINE = 120_000;
const rebuild = { phase: 'filling', events: 5, total: 10, events_per_second: 1, tables: [], error: null };

it.each([
  ['SIGINT', [130, null]],
  ['SIGTERM', [null, 'SIGTERM']],
  ['SIGHUP', [null, 'SIGHUP']],
] as const)('A bar that is broken off by %s gives the cursor back, and the command ends as ever', async (signal, end) => {
  const { child, drawn } = watching(true);
  await drawn;
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual(end);
  expectGivenBack(await said);
});

it.each([
  ['ends in good order', (response: ServerResponse) => sendJson(response, { ...rebuild, phase: 'switched' }), 0],
  ['fails', (response: ServerResponse) => sendJson(response, { title: 'no', code: 'Forbidden' }, 403, 'application/problem+json'), 77],
])('A bar gives the cursor back when the command %s', async (_, last, code) => {
  const { child, drawn } = watching(true);
  await drawn;
  answer = last;
  expect(await once(child, 'exit')).toEqual([code, null]);
  expectGivenBack(await said);
});

it('What is no terminal is not told of a cursor', async () => {
  const { child, drawn } = watching(false);
  await drawn;
  answer = (response) => sendJson(response, { ...rebuild, phase: 'switched' });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await said).not.toContain('\u001b');
});

let api: ScriptedApi;
/** How the API answers from now on. */
let answer: (response: ServerResponse) => void;
let said: Promise<string>;
beforeAll(async () => {
  api = await ScriptedApi.start((response) => answer(response));
});
beforeEach(() => {
  answer = (response) => sendJson(response, rebuild);
});
afterAll(() => api.stop());

/** The command line on what passes for a terminal. Drawn: once something is to be seen. */
function watching(isTerminal: boolean) {
  const terminal = `data:text/javascript,Object.assign(process.stderr,{isTTY:${isTerminal},columns:100})`;
  const words = ['--import', terminal, PROGRAM, '--api', api.url, 'rebuild', 'read-models'];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'], timeout: DEADLINE, killSignal: 'SIGKILL' });
  said = text(child.stderr);
  return { child, drawn: once(child.stderr, 'data') };
}

function expectGivenBack(text: string): void {
  expect(text).toContain(HIDE);
  expect(text.lastIndexOf(SHOW)).toBeGreaterThan(text.lastIndexOf(HIDE));
}
