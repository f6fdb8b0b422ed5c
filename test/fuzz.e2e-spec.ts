import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import type { Verdict } from '#eventsourcing';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { anyRequest, send, type Answer, type Asked } from './support/any-request.js';
import { projectOf } from './support/news.js';
import { RunningStack } from './support/running-stack.js';
import { Slowking } from './support/slowking.js';

const SEED = Number(process.env['SLOWKING_SEED'] ?? Date.now() % 2 ** 31);
const SECONDS = Number(process.env['SLOWKING_FUZZ_SECONDS'] ?? 15);
const ROUNDS = 20;

it(`answers whatever is asked well, and stores nothing of what it refuses (SLOWKING_SEED=${SEED})`, async () => {
  const seen = new Map<string, number>();
  let before = await logEnd();
  let asking = Promise.resolve();
  const ask = async (asked: Asked): Promise<void> => {
    const answer = await send(stack.api, asked);
    expect(faultsOf(answer)).toEqual([]);
    if (asked.route.endsWith('/start') && answer.status < 300) await settle(answer);
    const after = await logEnd();
    if (asked.method !== 'POST' || answer.status >= 300) expect(after).toBe(before);
    before = after;
    count(seen, asked, answer);
  };
  const answersWell = fc.asyncProperty(anyRequest({ routes, ids: [id], project, host: stack.platform }), (asked) => (asking = ask(asked)));
  // On a busy machine it takes longer until everything has had its turn.
  for (let round = 0; round === 0 || (round < ROUNDS && unseen(seen).length > 0); round += 1) {
    await fc.assert(answersWell, { seed: SEED + round, numRuns: 100_000, interruptAfterTimeLimit: SECONDS * 1000, endOnFailure: true });
    // The time may have run out over a request that is not answered yet.
    await asking;
  }
  expect((await api.fetch('/health')).status).toBe(200);
  expect(stack.logged).not.toMatch(/"level":"error"/);
  expect(unseen(seen)).toEqual([]);
});

it('would notice an answer that is not well-formed', () => {
  const answer = { status: 404, type: 'application/problem+json', body: JSON.stringify({ type: 'x', title: 'x', status: 404, code: 'NotFound' }) };
  expect(faultsOf(answer)).toEqual([]);
  expect(faultsOf({ ...answer, status: 500 })).not.toEqual([]);
  expect(faultsOf({ ...answer, type: 'text/html' })).not.toEqual([]);
  expect(faultsOf({ ...answer, body: '{}' })).not.toEqual([]);
  expect(faultsOf({ ...answer, body: answer.body.replace('NotFound', 'Whatever') })).not.toEqual([]);
});

let stack: RunningStack;
let api: ApiClient;
let id: string;
let project: string;
let routes: [string, string][];
let codes: Set<string>;

beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(5) });
  api = new ApiClient(stack);
  id = await api.start();
  await api.told(id);
  await untilSealed();
  await api.misbehave({ lost: { rate: 1 } });
  const running = await api.start();
  project = await projectOf(api, running);
  await eventually('the uploads', async () => ((await api.benchmark(running)).progress['uploaded'] === 5 ? true : undefined));
  const { paths } = JSON.parse(await readFile('docs/openapi.json', 'utf8')) as { paths: Record<string, Record<string, object>> };
  routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path] as [string, string]));
  codes = new Set(JSON.stringify(paths).match(/(?<=urn:slowking:problem:)\w+/g));
});
afterAll(() => stack?.discard());

/** What is wrong with an answer itself, whatever it says. */
function faultsOf({ status, type, body }: Answer): string[] {
  if (status >= 500) return [`${status}: ${body}`];
  if (status < 400) return [];
  if (!type.startsWith('application/problem+json')) return [`${status} as ${type}: ${body}`];
  const problem = JSON.parse(body) as Record<string, unknown>;
  const isWhole = problem['status'] === status && [problem['type'], problem['title']].every((text) => typeof text === 'string' && text !== '');
  return isWhole && codes.has(String(problem['code'])) ? [] : [`${status}: ${body}`];
}

/** A benchmark that was started by chance ends before the next request, so that the log is quiet. */
async function settle({ body }: Answer): Promise<void> {
  const { benchmark_id: started } = JSON.parse(body) as { benchmark_id: string };
  await api.post(`/benchmarks/${started}/cancel`, {});
  await api.told(started);
  await untilSealed();
}

/** What is sealed is sealed a moment after its last event, and that is an event itself. */
async function untilSealed(): Promise<void> {
  await eventually('the log to be sealed', async () => {
    const { sealed, events } = await new Slowking(stack.api).json<Verdict>('verify');
    return sealed === events || undefined;
  });
}

/** The position of the newest event of the whole log. */
async function logEnd(): Promise<string | null | undefined> {
  const health = (await (await api.fetch('/health')).json()) as { consumers: { log_end: string | null }[] };
  return health.consumers[0]?.log_end;
}

function count(seen: Map<string, number>, { method, route }: Asked, { status }: Answer): void {
  const key = `${method} ${route} ${status}`;
  seen.set(key, (seen.get(key) ?? 0) + 1);
}

/** The routes that have not been asked, and the statuses that have not been answered. */
function unseen(seen: ReadonlyMap<string, number>): string[] {
  const parts = [...seen.keys()].map((key) => key.split(' '));
  const found = new Set(parts.flatMap(([method, route, status]) => [`${method} ${route}`, status]));
  return [...routes.map((each) => each.join(' ')), '200', '202', '400', '404'].filter((each) => !found.has(each));
}
