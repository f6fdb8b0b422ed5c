import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from 'pg';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

describe('slowking', () => {
  it.each([
    [[], 64, /Usage: slowking/],
    [['frobnicate'], 64, /unknown command/],
    [['list', '--status', 'fine'], 64, /Allowed choices/],
    [['show'], 64, /missing required argument/],
    [['list', '--api', 'ftp://x'], 64, /http/],
    [['show', 'nonsense'], 65, /UUID/],
    [['show', '00000000-0000-4000-8000-000000000000'], 65, /slowking list/],
    [['parked', 'retry', '00000000-0000-4000-8000-000000000000'], 65, /slowking parked/],
    [['rebuild', 'everything'], 64, /unknown command|too many arguments|error/],
    [['rebuild', 'read-models', '--status'], 65, /slowking rebuild read-models/],
    [['list', '--api', 'http://127.0.0.1:1'], 69, /npm start/],
  ])('%j ends with %i and says why', async (words, code, text) => {
    const said = await cli.run(words);
    expect([said.code, said.out]).toEqual([code, '']);
    expect(said.err).toMatch(text);
  });

  it.each(['start', 'watch', 'list', 'show', 'report', 'events', 'cancel', 'parked', 'rebuild', 'doctor'])('help %s shows examples', async (command) => {
    const { code, out } = await cli.run(['help', command]);
    expect([code, out]).toEqual([0, expect.stringMatching(/Examples?:\n {2}\$/)]);
  });

  it('sends its key as a bearer, and names it nowhere', async () => {
    const heard: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"title":"No.","code":"Unauthenticated"}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const strange = { SLOWKING_API: `http://127.0.0.1:${port}`, SLOWKING_API_KEY: 'sk-1' };
    const said = await cli.run(['list'], { environment: strange });
    server.close();
    expect([heard, said.code]).toEqual([['Bearer sk-1'], 77]);
    expect(said.err).toContain('SLOWKING_API_KEY');
    expect(said.out + said.err).not.toContain('sk-1');
  });

  it('doctor looks at everything', async () => {
    const mail = new URL(stack.mail);
    const { code, out } = await cli.run(['doctor', '--target', stack.platform, '--json'], { environment: { SMTP_URL: `smtp://${mail.hostname}:1` } });
    const { ok, findings } = JSON.parse(out) as { ok: boolean; findings: { check: string; status: string }[] };
    const found = Object.fromEntries(findings.map(({ check, status }) => [check, status]));
    expect(found).toMatchObject({ api: 'ok', event_store: 'ok', read_models: 'ok', consumers: 'ok', mail: 'warn', target: 'ok', 'target clock': 'ok' });
    expect([code, ok]).toEqual([0, true]);
    const alone = await cli.run(['doctor', '--api', 'http://127.0.0.1:1', '--target', 'http://127.0.0.1:1']);
    expect([alone.code, alone.out]).toEqual([69, expect.stringMatching(/fail {2}api[\s\S]*fail {2}target/)]);
  });

  it('lists what failed for good, and has it tried again', async () => {
    expect((await cli.run(['parked'])).out).toBe('No job is parked.\n');
    await failJobOf(id);
    const { items } = await cli.json<{ items: { job_id: string }[] }>('parked');
    const { job_id: job } = items[0]!;
    expect(items).toEqual([expect.objectContaining({ benchmark_id: id, saga: 'make-report', reason: 'no room', attempts: 1 })]);
    expect((await cli.run(['parked'])).out).toMatch(new RegExp(`${job} .*no room`));
    expect(await cli.json('parked', 'retry', job)).toEqual({ job_id: job });
    await eventually('the job to find its work done', async () =>
      (await cli.run(['parked'])).out === 'No job is parked.\n' ? true : undefined,
    );
  });
});

describe('The report of a benchmark', () => {
  it.each([
    ['html', 'html', '<!doctype html>'],
    ['json', 'json', '{\n"schema": "slowking.report/1"'],
    ['junit', 'xml', '<?xml version="1.0"'],
  ])('has its report as %s', async (format, extension, begin) => {
    const { out } = await cli.run(['report', id, '--format', format]);
    expect(out).toBe(await (await api.fetch(`/benchmarks/${id}/report.${extension}`)).text());
    expect(out.startsWith(begin)).toBe(true);
  });

  it('has its report opened, or says where it is', async () => {
    const folder = await mkdtemp(join(stack.home, 'open-'));
    const seen = join(folder, 'seen');
    await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > ${seen}\n`, { mode: 0o755 });
    const words = ['report', id, '--open', '-o', `${folder}/`, '--force', '--json'];
    const opened = JSON.parse((await cli.run(words, { environment: { PATH: folder } })).out) as object;
    const file = join(folder, `${id}.html`);
    expect(opened).toMatchObject({ format: 'html', file, opened: process.platform === 'linux' });
    if (process.platform === 'linux') expect(await readFile(seen, 'utf8')).toBe(file);
    const alone = await cli.run(words.slice(0, -1), { environment: { PATH: '/nowhere' } });
    expect([alone.code, alone.out, alone.err]).toEqual([0, expect.stringContaining(file), expect.stringContaining('in a browser')]);
  });

  it('says which line of its report somebody has changed', async () => {
    const { files } = await cli.json<{ files: { file: string }[] }>('report', id, '--check');
    const path = join(stack.home, 'home', 'reports', files[0]!.file);
    const csv = await readFile(path, 'utf8');
    await writeFile(path, csv.replace(/\r\n[^,]+,/, '\r\nAnother one,'));
    const { code, out } = await cli.run(['report', id, '--check']);
    await writeFile(path, csv);
    expect([code, out]).toEqual([1, expect.stringContaining(`${files[0]!.file} differs first in line 2, column 1:\n  stored:  Another one`)]);
    expect((await cli.run(['report', id, '--check'])).code).toBe(0);
  });
});

let stack: RunningStack;
let api: ApiClient;
let cli: Slowking;
let id: string;

beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(3) });
  [api, cli] = [new ApiClient(stack), new Slowking(stack.api)];
  id = await api.start();
  await api.told(id);
});
afterAll(() => stack?.discard());

/** As a last try does that ends badly. Which database it is, is in the environment of the program that uses it. */
async function failJobOf(benchmarkId: string): Promise<void> {
  const environ = await readFile(`/proc/${await stack.pidOf('api')}/environ`, 'utf8');
  const client = new Client({ connectionString: /(?:^|\0)DATABASE_URL=([^\0]*)/.exec(environ)?.[1] });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `UPDATE pgboss.job SET state = 'failed', output = '{"message":"no room"}' WHERE name = 'make-report' AND data->>'stream' = $1`,
      [`benchmark-${benchmarkId}`],
    );
    expect(rowCount).toBe(1);
  } finally {
    await client.end();
  }
}
