import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readFile } from 'node:fs/promises';
import { ApiClient, manyDocuments } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

describe("The API's description", () => {
  it('is the one that is kept in docs/openapi.json', async () => {
    expect(document).toEqual(JSON.parse(await readFile('docs/openapi.json', 'utf8')));
  });

  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    expect(await faultsOf(document)).toEqual([]);
  });

  it('would be found invalid, were it not', async () => {
    const [broken, path] = [structuredClone(document), '/api/v1/benchmarks/start'];
    broken.paths[path]!['post']!.responses['202'] = { $ref: '#/components/schemas/Nothing' };
    expect(await faultsOf(broken)).not.toEqual([]);
  });

  it('says of every route what it is for, what it answers and what may go wrong', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const { operationId, summary, tags, responses } = operation;
        expect([path, method, typeof operationId, typeof summary, tags?.length]).toEqual([path, method, 'string', 'string', 1]);
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '500', '503']));
        const contents = Object.values(responses).filter((response) => !('content' in response));
        expect(contents).toEqual(/\/(?:progress|live|report\.\w+)$/.test(path) ? [{ description: expect.any(String) }] : []);
      }
    }
  });

  it('names every problem that a route of it may answer by a code of its own', () => {
    const codes = new Set<string>();
    for (const { responses } of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
      for (const { content } of Object.values(responses)) {
        for (const code of Object.keys(content?.['application/problem+json']?.examples ?? {})) codes.add(code);
      }
    }
    expect([...codes]).toEqual(expect.arrayContaining(['NotFound', 'TimeConflict', 'UnknownBenchmarkType', 'Unavailable']));
  });
});

describe('What the API answers is what it describes:', () => {
  it.each([
    ['/api/v1/health', '/api/v1/health'],
    ['/api/v1/parked', '/api/v1/parked'],
    ['/api/v1/benchmarks', '/api/v1/benchmarks?limit=1'],
    ['/api/v1/benchmarks/channels', '/api/v1/benchmarks/channels'],
    ['/api/v1/benchmarks/{benchmarkId}', '/api/v1/benchmarks/{id}'],
    ['/api/v1/benchmarks/{benchmarkId}/documents', '/api/v1/benchmarks/{id}/documents'],
    ['/api/v1/series', '/api/v1/series?benchmark={id}'],
    ['/api/v1/benchmarks/{benchmarkId}/events', '/api/v1/benchmarks/{id}/events'],
    ['/api/v1/benchmarks/{benchmarkId}/correlation', '/api/v1/benchmarks/{id}/correlation'],
  ])('GET %s', async (route, path) => {
    const response = await fetch(`${stack.api}${path.replace('{id}', id)}`);
    expect(response.status).toBe(200);
    expect(faultsIn(route, 'get', '200', await response.json())).toEqual([]);
  });

  it('a start, a rebuilt report and a problem', async () => {
    const command = { benchmark_name: 'x', benchmark_type: 'latency', benchmark_url: stack.platform, username: 'a', password: 'b' };
    const started = await api.post('/benchmarks/start', command);
    expect(faultsIn('/api/v1/benchmarks/start', 'post', '202', await started.json())).toEqual([]);
    const rebuilt = await api.post(`/benchmarks/${id}/reports`, {});
    expect(faultsIn('/api/v1/benchmarks/{benchmarkId}/reports', 'post', '202', await rebuilt.json())).toEqual([]);
    const refused = await api.post('/benchmarks/start', { ...command, benchmark_name: 7 });
    expect(faultsIn('/api/v1/benchmarks/start', 'post', '400', await refused.json())).toEqual([]);
  });

  it('and another answer would be noticed', () => {
    expect(faultsIn('/api/v1/health', 'get', '200', { status: 'fine', parts: {}, consumers: [] })).not.toEqual([]);
  });
});

let stack: RunningStack;
let api: ApiClient;
let document: Description;
let id: string;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: manyDocuments(3) });
  api = new ApiClient(stack);
  document = (await (await fetch(`${stack.api}/docs-json`)).json()) as Description;
  id = await api.start();
  await api.told(id);
});
afterAll(() => stack?.discard());

interface Answer {
  content?: Record<string, { schema: object; examples?: object }>;
  [more: string]: unknown;
}

interface Description {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { operationId?: string; summary?: string; tags?: string[]; responses: Record<string, Answer> }>>;
  readonly components: object;
}

/** By an independent reader of the specification. */
async function faultsOf(description: object): Promise<string[]> {
  const examples = { 'no-invalid-media-type-examples': 'error', 'no-invalid-parameter-examples': 'error' } as const;
  const rules = { struct: 'error', 'operation-operationId-unique': 'error', 'path-parameters-defined': 'error', ...examples } as const;
  const config = await createConfig({ extends: ['minimal'], rules });
  const found = await lintFromString({ source: JSON.stringify(description), absoluteRef: 'openapi.json', config });
  return found.map(({ message, location }) => `${location.map(({ pointer }) => pointer).join()}: ${message}`);
}

function faultsIn(route: string, method: string, status: string, answer: unknown): unknown {
  const [content] = Object.values(document.paths[route]?.[method]?.responses[status]?.content ?? {});
  if (!content) throw new Error(`${method} ${route} describes no answer with ${status}.`);
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const validate: ValidateFunction = ajv.compile({ ...content.schema, components: document.components });
  return validate(answer) ? [] : validate.errors;
}
