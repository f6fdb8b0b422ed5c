import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Connection } from './connection.js';
import { SlowkingApi } from './slowking-api.js';
import { followedEvents, storedEvents } from './stored-events.js';

const line = (revision: number) => JSON.stringify({ revision });
const told = (revision: number) => `id: ${revision}\ndata: ${line(revision)}\n\n`;
const LIVE = '/events/live';

it('are all there are from a revision on', async () => {
  script = [says('/events?from=2&type=A', `${line(2)}\n${line(3)}\n`)];
  expect(await all(storedEvents(api, 'b', { from: 2, filter: { type: 'A' } }))).toEqual([line(2), line(3)]);
});

it('are followed to the end, from where a connection broke off, however often', async () => {
  script = [
    breaks(LIVE, told(0) + told(1) + told(2).slice(0, 9)),
    breaks(`${LIVE} 1`, ''),
    says(`${LIVE} 1`, told(2)),
    says(`${LIVE} 2`, `${told(3)}id: 3\nevent: end\ndata: {}\n\n`),
  ];
  expect(await all(follow(0))).toEqual([0, 1, 2, 3].map(line));
});

it('are followed from a revision on, and nothing more comes of a run that is over', async () => {
  script = [{ path: `${LIVE} 6`, give: (response) => response.writeHead(204).end() }];
  expect(await all(follow(7))).toEqual([]);
});

it('are not waited for where the API was never there', async () => {
  script = [breaks(LIVE, '')];
  await expect(all(follow(0))).rejects.toThrow('not reachable');
});

it('are not asked for again where they were refused', async () => {
  script = [says(LIVE, told(0)), refuses(`${LIVE} 0`)];
  await expect(all(follow(0))).rejects.toThrow('No.');
});

const follow = (from: number) => followedEvents(api, 'b', { from, filter: {} });

interface Answer {
  readonly path: string;
  give(response: ServerResponse): void;
}

const says = (path: string, body: string): Answer => ({ path, give: (response) => response.writeHead(200).end(body) });
const breaks = (path: string, body: string): Answer => ({
  path,
  give: (response) => void (body ? response.writeHead(200).write(body, () => response.destroy()) : response.destroy()),
});
/** As a refusal that trying again would not change. */
const refuses = (path: string): Answer => ({
  path,
  give: (response) => response.writeHead(409, { 'content-type': 'application/problem+json' }).end('{"title":"No.","code":"Conflict"}'),
});

/** What is asked (and after which event), in this order, and what comes of it. */
let script: Answer[];
let asked: string[];
let server: Server;
let api: SlowkingApi;

beforeEach(async () => {
  asked = [];
  server = createServer((request: IncomingMessage, response) => {
    const after = request.headers['last-event-id'];
    asked.push(request.url!.replace('/api/v1/benchmarks/b', '') + (after === undefined ? '' : ` ${String(after)}`));
    (script[asked.length - 1] ?? refuses('')).give(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  api = new SlowkingApi(new Connection(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, undefined));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  expect(asked).toEqual(script.map(({ path }) => path));
});

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const said: string[] = [];
  for await (const each of lines) said.push(each);
  return said;
}
