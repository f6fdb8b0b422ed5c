import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from '../failure.js';
import { slowking } from '../program.js';
import { ScriptedApi } from '../testing/scripted-api.js';

it.each([
  ['report', ['report', 'b']],
  ['report --json', ['report', 'b', '--json']],
  ['report -o', ['report', 'b', '-o', 'FILE']],
  ['export', ['export']],
  ['export <id>', ['export', 'b']],
  ['export -o', ['export', '-o', 'FILE']],
  ['events', ['events', 'b']],
  ['events --ndjson', ['events', 'b', '--ndjson']],
  ['events --json', ['events', 'b', '--json']],
  ['events --cloudevents', ['events', 'b', '--cloudevents']],
  ['events --timeline', ['events', 'b', '--timeline']],
  ['events --all-streams', ['events', 'b', '--all-streams']],
  ['show', ['show', 'b']],
])('%s ends with 69 when the API breaks off in the middle of its answer, and leaves no file', async (_, words) => {
  const file = join(folder, 'file');
  const run = slowking('0').parseAsync(['--api', api.url, ...words.map((word) => (word === 'FILE' ? file : word))], { from: 'user' });
  await expect(run).rejects.toThrow(expect.objectContaining({ name: 'Failure', exitCode: EXIT.unavailable }));
  await expect(run).rejects.toThrow(api.url);
  expect(await readdir(folder)).toEqual([]);
});

it('A file that cannot be written is another thing', async () => {
  end = (response) => response.end();
  const run = slowking('0').parseAsync(['--api', api.url, 'export', '-o', join(folder, 'none', 'file')], { from: 'user' });
  await expect(run).rejects.toThrow(expect.objectContaining({ exitCode: EXIT.cannotCreate }));
});

let api: ScriptedApi;
let folder: string;
/** How an answer ends that has begun. */
let end: (response: ServerResponse) => void;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-'));
  end = (response) => response.destroy();
  api = await ScriptedApi.start((response) => void begin(response));
});
afterEach(async () => {
  api.stop();
  await rm(folder, { recursive: true });
});

/** An event a line. */
async function begin(response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.write(`${JSON.stringify({ revision: 0, id: 'e', type: 'T', created: '2026-11-23T12:00:00.000Z', data: {}, metadata: {} })}\n`);
  await sleep(20);
  end(response);
}
