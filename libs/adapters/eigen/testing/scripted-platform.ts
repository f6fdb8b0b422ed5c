import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import multipart from '@fastify/multipart';
import fastify, { type FastifyRequest } from 'fastify';
import type { Script } from './scripts.js';

export type Route = keyof typeof ROUTES;

/** A file of an upload as the platform took it. */
export interface TakenFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A request as the platform got it. */
export interface TakenRequest {
  readonly route: Route | undefined;
  readonly path: string;
  readonly headers: FastifyRequest['headers'];
  readonly body: unknown;
}

export const SESSION = 'session-8c1f44';
export const CSRF = 'csrf-77ab01';
export const EXPIRED = { error: { detail: 'Token has expired.' } };
const ROUTES = {
  token: '/auth/v1/token/',
  csrf: '/api/v2/api-csrf-token/',
  projects: '/api/project_management/v2/projects/',
  uploads: '/api/v1/document_uploader/',
  time: '/api/v1/time',
};

/** A platform that behaves, but where a test tells it what to do with the next requests of a route. */
export async function scriptedPlatform() {
  const requests: TakenRequest[] = [];
  const uploads: { projectId: unknown; files: TakenFile[] }[] = [];
  const scripts = new Map<Route, Script[]>();
  const usual: Record<Route, Script> = {
    token: (_, reply) => reply.header('set-cookie', `sessionid=${SESSION}; Path=/; HttpOnly`).send({ expires_in: 300 }),
    csrf: (_, reply) => reply.header('set-cookie', `csrftoken=${CSRF}; Path=/`).send({ csrftoken: CSRF }),
    projects: (_, reply) => reply.send({ guid: 'guid-1', document_type_id: 17, name: 'a project' }),
    time: (_, reply) => reply.status(404).send({ error: { detail: 'Not found.' } }),
    uploads: async (request, reply) => {
      uploads.push(await take(request));
      return reply.status(202).send({ accepted: true });
    },
  };

  const app = fastify({ forceCloseConnections: true });
  await app.register(multipart, { preservePath: true, limits: { fileSize: Infinity } });
  app.all('*', async (request, reply) => {
    const path = request.url;
    const [route] = Object.entries(ROUTES).find(([, end]) => path.endsWith(end)) ?? [];
    const known = route as Route | undefined;
    requests.push({ route: known, path, headers: request.headers, body: request.body });
    if (!known) return reply.status(404).send({ error: { detail: 'Not found.' } });
    await (scripts.get(known)?.shift() ?? usual[known])(request, reply);
    return reply;
  });
  await app.listen({ host: '127.0.0.1', port: 0 });

  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    requests,
    uploads,
    of: (route: Route) => requests.filter((request) => request.route === route),
    next: (route: Route, ...steps: Script[]) => scripts.set(route, steps),
    close: () => app.close(),
  };
}

/** Reads an upload to its end. */
export async function take(request: FastifyRequest): Promise<{ projectId: unknown; files: TakenFile[] }> {
  const files: TakenFile[] = [];
  let projectId: unknown;
  for await (const part of request.parts()) {
    if (part.type === 'field') projectId = part.fieldname === 'document_type_id' ? part.value : undefined;
    else files.push({ name: part.filename, ...(await digest(part.file)) });
  }
  return { projectId, files };
}

async function digest(content: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
