import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { get, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { ApiClient, eventually, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

describe('The progress of a benchmark', () => {
  it('is told live, in order, and ends by itself when the run is over and told', async () => {
    const id = await api.start();
    const { status, type, states } = await watchToTheEnd(id);
    expect([status, type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const revisions = states.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((a, b) => a - b));
    expect(new Set(revisions).size).toBe(revisions.length);
    expect(states.at(-1)).toMatchObject({ status: 'completed', progress: { planned: 20, completed: 20, failed: 0 } });
    expect(states.at(-1)).toEqual(expect.objectContaining({ notified_at: expect.any(String), last_error: null }));
  });

  it('goes on after the last event that the client has, by header or address', async () => {
    const id = await api.start();
    const { states } = await watchToTheEnd(id);
    // However late we came to watch, it began with that one.
    const [first, last] = [0, states.at(-1)!.revision];
    for (const [query, headers] of [['', { 'last-event-id': String(first) }], [`?last_event_id=${first}`, {}]] as const) {
      const again = await watchToTheEnd(id, query, headers);
      expect([first, again.status, again.states.map(({ revision }) => revision)]).toEqual([first, 200, [last]]);
    }
    const over = await watchToTheEnd(id, `?last_event_id=${last}`);
    expect([over.status, over.states]).toEqual([204, []]);
  });

  it('repeats nothing that the client has', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const id = await api.start();
    const known = await eventually('the uploads', async () => {
      const { progress, revision } = (await api.benchmark(id)) as unknown as State & { progress: { uploaded: number } };
      return progress.uploaded === 20 ? revision : undefined;
    });
    const told = watchToTheEnd(id, '', { 'last-event-id': String(known) });
    await eventually('the watcher', async () => ((await metric('slowking_progress_watchers')) === 1 ? true : undefined));
    await api.post(`/benchmarks/${id}/cancel`, {});
    const { states } = await told;
    expect(states.filter(({ revision }) => revision <= known)).toEqual([]);
    expect(states.at(-1)).toMatchObject({ status: 'cancelled' });
  });

  it('is the same that the query answers in the end', async () => {
    const id = await api.start();
    const { states } = await watchToTheEnd(id);
    const { processing_ms: _, ...shown } = (await api.told(id)) as unknown as Record<string, unknown>;
    expect(states.at(-1)).toEqual(shown);
  });

  it('survives a store that dies and comes back', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const id = await api.start();
    const watched = await open(id);
    await eventually('the uploads', async () => (watched.text.includes('"uploaded":20') ? true : undefined));
    await stack.crash('eventstore');
    await eventually('the cancellation', async () => ((await api.post(`/benchmarks/${id}/cancel`, {})).status === 202 ? true : undefined));
    await eventually('the end of the stream', async () => (watched.response.readableEnded ? true : undefined));
    expect(statesIn(watched.text).at(-1)).toMatchObject({ status: 'cancelled' });
  });

  it.each([
    ['of a benchmark that there is none of', '00000000-0000-4000-8000-000000000000', '', {}, 404],
    ['of what is no benchmark', 'nonsense', '', {}, 400],
    ['after what is no revision', '00000000-0000-4000-8000-000000000000', '', { 'last-event-id': 'x' }, 400],
    ['after what is no revision in the address', '00000000-0000-4000-8000-000000000000', '?last_event_id=-1', {}, 400],
  ])('is refused with a problem %s', async (_what, id, query, headers, status) => {
    const response = await api.fetch(`/benchmarks/${id}/progress${query}`, { headers });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('is let go of when the client goes away', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const id = await api.start();
    const watching = await Promise.all(Array.from({ length: 20 }, () => open(id)));
    await eventually('twenty watchers', async () => ((await metric('slowking_progress_watchers')) === 20 ? true : undefined));
    for (const { response } of watching) response.destroy();
    await eventually('no watcher', async () => ((await metric('slowking_progress_watchers')) === 0 ? true : undefined));
    await api.post(`/benchmarks/${id}/cancel`, {});
  });

  it('does not keep the API from stopping', async () => {
    await api.misbehave({ lost: { rate: 1 } });
    const watched = await open(await api.start());
    expect(await stack.stop()).toBe(0);
    expect(stack.logged).not.toContain('did not stop');
    await eventually('the end of the stream', async () => watched.response.readableEnded || undefined);
    stack = await RunningStack.start({ home: stack.home });
    api = new ApiClient(stack);
  });
});

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(20) });
  api = new ApiClient(stack);
});
afterEach(() => api.misbehave({}));
afterAll(() => stack?.discard());

interface State {
  readonly revision: number;
  readonly status: string;
}

interface Watched {
  readonly response: IncomingMessage;
  readonly text: string;
}

async function open(id: string, query = '', headers: Record<string, string> = {}): Promise<Watched> {
  const asked = get(`${stack.api}/api/v1/benchmarks/${id}/progress${query}`, { headers, agent: false });
  // A line that is cut later is told of by the response.
  asked.on('error', () => undefined);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  response.on('error', () => undefined).on('data', (piece: Buffer) => (text += String(piece)));
  return { response, get text() { return text; } };
}

async function watchToTheEnd(id: string, query = '', headers: Record<string, string> = {}) {
  const watched = await open(id, query, headers);
  await eventually('the end of the stream', async () => (watched.response.readableEnded ? true : undefined));
  const { statusCode: status, headers: { 'content-type': type } } = watched.response;
  return { status, type, states: statesIn(watched.text) };
}

/** Each event, with its id checked against its data. */
function statesIn(text: string): State[] {
  const events = text.split('\n\n').filter((event) => event.startsWith('id: '));
  return events.map((event) => {
    const [id = '', data = ''] = event.split('\n');
    const state = JSON.parse(data.slice('data: '.length)) as State;
    expect(id).toBe(`id: ${state.revision}`);
    return state;
  });
}

async function metric(name: string): Promise<number | undefined> {
  const text = await (await fetch(`${stack.api}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.split(' ')[1]);
}
