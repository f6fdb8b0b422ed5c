import fc from 'fast-check';
import { request } from 'node:http';

/** A request, as far as it can be one. */
export interface Asked {
  readonly method: string;
  readonly route: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What there is to be asked about. */
export interface World {
  readonly routes: readonly (readonly [string, string])[];
  readonly ids: readonly string[];
  readonly project: string;
  readonly host: string;
}

const MB = 1024 ** 2;
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('', '\0', '\ud800', '../../etc', '{}', '%00', "'; --", 'x'.repeat(5000)));
const value = fc.oneof(text, fc.jsonValue({ maxDepth: 6 }), fc.double(), fc.constantFrom(null, true, 1e308, -1, [], {}));

/** Mostly right requests with something wrong, wholly wrong ones, and now and then a right one. */
export function anyRequest(world: World): fc.Arbitrary<Asked> {
  return fc.constantFrom(...world.routes).chain(([method, route]) =>
    fc.record({
      method: fc.constant(method),
      route: fc.constant(route),
      path: fc.tuple(anyPath(route, world), anyQuery()).map(([path, query]) => path + query),
      headers: anyHeaders(),
      body: method === 'GET' ? fc.constant('') : anyBody(route, world),
    }),
  );
}

function anyPath(route: string, { ids }: World): fc.Arbitrary<string> {
  const id = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ids) },
    { weight: 1, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: text.map((each) => encodeURIComponent(each.toWellFormed())) },
    { weight: 1, arbitrary: fc.constantFrom('%', '%zz', '%E0%A4%A', '..', '.', 'a'.repeat(3000)) },
  );
  return id.map((each) => route.replace(/\{\w+\}/, () => each));
}

function anyQuery(): fc.Arbitrary<string> {
  const name = fc.constantFrom('limit', 'cursor', 'from', 'status', 'name', 'type', 'last_event_id', 'at', 'at_revision', 'since', 'causation_id', '__proto__', 'x');
  const given = fc.oneof(fc.constantFrom('1', '0', '-1', '1e3', '2026-01-01T00:00:00Z', '9007199254740993', 'completed', 'NaN'), text.map((each) => each.toWellFormed()));
  const pairs = fc.array(fc.tuple(name, given), { maxLength: 3 });
  return fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: pairs.map((all) => `?${new URLSearchParams(all)}`) });
}

function anyHeaders(): fc.Arbitrary<Readonly<Record<string, string>>> {
  const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'nonsense', ''];
  return fc.record(
    {
      'content-type': fc.oneof({ weight: 9, arbitrary: fc.constant('application/json') }, { weight: 1, arbitrary: fc.constantFrom(...types) }),
      accept: fc.constantFrom('application/x-ndjson', 'text/html', '*/*', 'x'),
      'idempotency-key': fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
      'last-event-id': fc.constantFrom('0', '7', '-1', 'x', '1e99'),
      authorization: fc.constantFrom('Bearer x', 'Basic x', ''),
    },
    { requiredKeys: ['content-type'] },
  );
}

function anyBody(route: string, world: World): fc.Arbitrary<string> {
  const right = rightBody(route, world);
  const spoiled = fc
    .dictionary(fc.constantFrom(...Object.keys(right), '__proto__', 'constructor', 'x', 'name', 'target_url'), value, { minKeys: 1, maxKeys: 3 })
    .map((wrong) => JSON.stringify({ ...right, ...wrong }));
  const deep = fc.integer({ min: 100, max: 20_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(JSON.stringify(right)) },
    { weight: 12, arbitrary: spoiled },
    { weight: 3, arbitrary: value.map((each) => JSON.stringify(each) ?? '') },
    { weight: 2, arbitrary: text.map((each) => each.toWellFormed()) },
    { weight: 1, arbitrary: deep },
    { weight: 1, arbitrary: fc.constantFrom(70_000, 9 * MB).map((size) => JSON.stringify({ ...right, x: 'x'.repeat(size) })) },
  );
}

function rightBody(route: string, { project, host }: World): object {
  if (route.endsWith('/start')) {
    const judged = { slo: ['failed == 0'], baseline: 'last-passing' };
    const more = { documents: ['document-1.txt'], deadline_seconds: 60, workload: { mode: 'closed', in_flight: 1 }, notify: 'a@example.org' };
    return { benchmark_name: 'fuzz', benchmark_type: 'latency', benchmark_url: host, username: 'a', password: 'b', ...more, ...judged };
  }
  if (!route.endsWith('/documents')) return {};
  const times = { start_time: 1_764_000_000, end_time: '2025-11-24T16:00:02Z' };
  return { document_name: 'document-1.txt', eigen_project_id: project, eigen_document_id: 1, benchmark_host_name: host, ...times };
}

/** Milliseconds to look whether a long body is wanted: at first, and at most. */
const [LOOK, LONGEST_LOOK] = [100, 10_000];
const isLong = ({ body }: Asked): boolean => body.length > 50_000;

/**
 * Below fetch(), which would not send everything. A stream that goes on is left when it has begun. A long body that is not wanted
 * may break the connection, and the answer is lost with it: on a busy machine it is longer until that comes.
 */
export async function send(api: string, asked: Asked, look = LOOK): Promise<Answer> {
  try {
    return await sendOnce(api, asked, isLong(asked) ? look : 0);
  } catch (error) {
    if (!isLong(asked) || look >= LONGEST_LOOK) throw error;
    return send(api, asked, 10 * look);
  }
}

function sendOnce(api: string, { method, path, headers, body }: Asked, look: number): Promise<Answer> {
  const { hostname, port } = new URL(api);
  return new Promise<Answer>((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) };
    const asked = request({ hostname, port, method, path, headers: { ...headers, ...(method === 'GET' ? {} : length) }, timeout: 60_000 });
    asked.once('timeout', () => asked.destroy(new Error('No answer.')));
    asked.once('response', (response) => {
      const { statusCode: status = 0, headers: { 'content-type': type = '' } } = response;
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.once('end', () => resolve({ status, type, body: String(Buffer.concat(pieces)) }));
      response.once('error', reject);
    });
    asked.once('error', reject);
    if (method === 'GET') return void asked.end();
    asked.flushHeaders();
    setTimeout(() => asked.end(body), look);
  });
}
