import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { ROLES } from '#ports';
import { ApiBehindDoor } from './testing/api-behind-door.js';

/**
 * Who may call what, where keys are needed: operator, auditor, instrumenter, stranger. A route that is not here fails
 * the test: decide who may call it, in rules.ts where its method does not say so already.
 */
const TABLE: Readonly<Record<string, string>> = {
  'GET /api/v1/health': 'operator auditor instrumenter stranger',
  'GET /api/v1/benchmarks': 'operator auditor',
  'GET /api/v1/benchmarks/channels': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/documents': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/comparison': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/correlation': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/events': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/events/live': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/progress': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/report.csv': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/report.html': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/report.json': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/report.xml': 'operator auditor',
  'GET /api/v1/audit/checkpoints': 'operator auditor',
  'GET /api/v1/audit/export': 'operator auditor',
  'GET /api/v1/audit/keys': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/export': 'operator auditor',
  'GET /api/v1/benchmarks/:benchmarkId/proof': 'operator auditor',
  'GET /api/v1/parked': 'operator auditor',
  'GET /api/v1/read-models/rebuild': 'operator auditor',
  'GET /api/v1/series': 'operator auditor',
  'GET /api/v1/series.html': 'operator auditor',
  'GET /metrics': 'operator auditor',
  'POST /api/v1/benchmarks/start': 'operator',
  'POST /api/v1/benchmarks/documents': 'operator instrumenter',
  'POST /api/v1/benchmarks/:benchmarkId/cancel': 'operator',
  'POST /api/v1/benchmarks/:benchmarkId/acknowledge-change': 'operator',
  'POST /api/v1/benchmarks/:benchmarkId/reports': 'operator auditor',
  'POST /api/v1/parked/:jobId/retry': 'operator',
  'POST /api/v1/read-models/rebuild': 'operator',
  'GET /docs': 'operator auditor instrumenter stranger',
  'GET /docs-json': 'operator auditor instrumenter stranger',
  'GET /docs-yaml': 'operator auditor instrumenter stranger',
  'GET /docs*': 'operator auditor instrumenter stranger',
};
const EVERYONE = [...ROLES, 'stranger'] as const;

it('is decided for every route', () => {
  const isFileOfDocs = (route: string) => /^GET \/docs\/./.test(route);
  expect(routesOf(api.fastify).filter((route) => !isFileOfDocs(route)).sort()).toEqual(Object.keys(TABLE).sort());
});

it.each(Object.entries(TABLE))('%s is for %s', async (route, allowed) => {
  for (const who of EVERYONE) {
    const { status, body } = await call(route, who);
    if (allowed.split(' ').includes(who)) expect([who, [401, 403, 429].includes(status)]).toEqual([who, false]);
    else expect([who, status, body.code]).toEqual([who, ...(who === 'stranger' ? [401, 'Unauthenticated'] : [403, 'Forbidden'])]);
  }
  // Those that ask the log wait for it: there is none here.
});

it('is the same for HEAD as for GET', async () => {
  expect((await api.fastify.inject({ method: 'HEAD', url: '/api/v1/benchmarks', headers: { host: 'localhost' } })).statusCode).toBe(401);
});

it('tells a stranger nothing of which routes there are, and everybody else', async () => {
  expect(await call('GET /nowhere', 'stranger')).toMatchObject({ status: 401 });
  expect(await call('POST /api/v1/benchmarks', 'stranger')).toMatchObject({ status: 401 });
  for (const role of ROLES) expect(await call('GET /nowhere', role)).toMatchObject({ status: 404 });
});

let api: ApiBehindDoor;
const keys: Record<string, string> = {};
beforeAll(async () => {
  api = await ApiBehindDoor.start();
  for (const role of ROLES) keys[role] = await api.keyOf(role);
});
afterAll(() => api?.discard());

/** With an id that is none, and no body: whoever is let in gets no further than that. */
function call(route: string, who: string) {
  const [method, url] = route.split(' ') as ['GET' | 'POST', string];
  const headers = keys[who] ? { authorization: `Bearer ${keys[who]}` } : {};
  return api.call(method, url.replace(/:\w+/, 'none').replace('*', '/swagger-ui.css'), { headers });
}

/** As Fastify prints them: a tree of paths, each with its methods. */
function routesOf(fastify: FastifyInstance): string[] {
  const above: string[] = [];
  const lines = fastify.printRoutes({ commonPrefix: false }).split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    const [, indent, path, methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (indent === undefined || path === undefined) throw new Error(`This is no line of the tree of routes: ${line}`);
    above.splice(indent.length / 4, above.length, path);
    const own = methods.split(', ').filter((method) => method && !(method === 'HEAD' && methods.includes('GET')));
    return own.map((method) => `${method} ${above.join('')}`);
  });
}
