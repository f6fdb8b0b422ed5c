import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApiClient, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

const run = promisify(execFile);

/** No word of any language, with characters that each form of encoding changes. */
const CANARY = 'Kanarienvogel+7/ü?&=%';
const FORMS = [
  CANARY,
  Buffer.from(CANARY).toString('base64'),
  Buffer.from(CANARY).toString('base64url'),
  encodeURIComponent(CANARY),
  JSON.stringify(CANARY).slice(1, -1),
];

it('finds the password nowhere: not in a file of the log, the database, reports, mails, nor in what was logged', async () => {
  const done = await api.start({ password: CANARY });
  const refused = await api.start({ password: CANARY, benchmark_url: 'http://127.0.0.1:1', deadline_seconds: 3 });
  await api.post('/benchmarks/start', { password: CANARY, nonsense: CANARY });
  expect(await api.told(done)).toMatchObject({ status: 'completed' });
  await api.told(refused);
  const found = await Promise.all(FORMS.map((form) => placesOf(form)));
  expect(found.flat()).toEqual([]);
  expect(FORMS.filter((form) => stack.logged.includes(form))).toEqual([]);
});

it('would find it', async () => {
  await api.start({ benchmark_name: CANARY });
  expect(await placesOf(CANARY)).not.toEqual([]);
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(3) });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

/** Every file of the home, those of the log and the database among them, that holds the text. */
async function placesOf(text: string): Promise<string[]> {
  const home = join(stack.home, 'home');
  const folders = [home, join(home, 'postgres/elsewhere/')];
  const places: string[] = [];
  for (const folder of folders) {
    const { stdout } = await run('grep', ['-raslF', '--', text, folder]).catch((error: { stdout: string }) => error);
    places.push(...stdout.split('\n').filter(Boolean));
  }
  for (const mail of await readdir(join(home, 'mail')).catch(() => [])) {
    const content = await readFile(join(home, 'mail', mail), 'utf8').catch(() => '');
    if (content.includes(text)) places.push(mail);
  }
  return places;
}
