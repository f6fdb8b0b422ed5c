import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

/** A thousand take some minutes: `SLOWKING_TEST_BENCHMARKS=1000`. */
const COUNT = Number(process.env['SLOWKING_TEST_BENCHMARKS'] ?? 60);
const SECONDS = 300 + COUNT;

interface Listed {
  readonly benchmark_id: string;
  readonly status: string;
  readonly notified_at: string | null;
}

describe(`${COUNT} benchmarks in one store`, () => {
  it('each come to their report and their mail, whoever starts when', async () => {
    const started = await startAll();
    const told = await eventually('all to be over and told', async () => {
      const listed = await list();
      return listed.filter(({ notified_at: notified }) => notified !== null).length === COUNT ? listed : undefined;
    }, SECONDS);
    expect(told.map(({ benchmark_id: id }) => id).toSorted()).toEqual(started.toSorted());
    expect(new Set(told.map(({ status }) => status))).toEqual(new Set(['completed']));
    const mails = await Promise.all(started.slice(0, 5).map((id) => api.mails(id)));
    expect(mails.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1]);
  }, (SECONDS + 30) * 1000);

  it('have their documents each, and nobody else’s', async () => {
    for (const { benchmark_id: id } of (await list()).slice(0, 10)) {
      const rows = await api.report(id);
      expect(rows.map((row) => [row['run_id'], row['Doc Name'], row['status']])).toEqual(
        Object.keys(DOCUMENTS).map((name) => [id, name, 'done']),
      );
    }
  });
});

const DOCUMENTS = manyDocuments(3);
let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: DOCUMENTS });
  api = new ApiClient(stack);
});
afterAll(() => stack?.discard());

/** As some people do that do not know of each other. */
async function startAll(): Promise<string[]> {
  const started: string[] = [];
  const person = async () => {
    while (started.length < COUNT) {
      const place = started.push('') - 1;
      started[place] = await api.start();
    }
  };
  await Promise.all(Array.from({ length: 8 }, person));
  return started;
}

/** All of them, page by page. */
async function list(): Promise<Listed[]> {
  const listed: Listed[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const response = await api.fetch(`/benchmarks?limit=100${cursor && `&cursor=${cursor}`}`);
    const page = (await response.json()) as { items: Listed[]; next_cursor: string | null };
    listed.push(...page.items);
    cursor = page.next_cursor;
  }
  return listed;
}
