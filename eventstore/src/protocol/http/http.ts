import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { Metadata, status } from '@grpc/grpc-js';
import type { Authority } from '../../access/authority.js';
import { isObject } from '../../log/stream-metadata.js';
import { asRefused, invalid } from '../errors.js';
import { partsOf, type Answered, type Route } from './route.js';

/** A connection on which nothing happens for so long is closed. */
const SILENCE_MS = 10_000;
const LARGEST_BODY = 64 * 1024;

/** Statuses of the other protocol as those of this one; what is missing is our own fault. */
const STATUS: Readonly<Partial<Record<status, number>>> = {
  [status.INVALID_ARGUMENT]: 400, [status.INTERNAL]: 400, [status.UNAUTHENTICATED]: 401, [status.PERMISSION_DENIED]: 401,
  [status.NOT_FOUND]: 404, [status.ALREADY_EXISTS]: 409, [status.FAILED_PRECONDITION]: 409, [status.UNAVAILABLE]: 503, [status.ABORTED]: 503,
};

/** Answers the HTTP/1.1 requests that tools make of a node. */
export function httpServer(routes: readonly Route[], authority: Authority): Server {
  const server = createServer((request, response) => {
    void answered(routes, authority, request).catch(failed).then((answer) => send(response, answer)).finally(() => request.resume());
  });
  // It is handed its connections and never listens itself, so its limits for headers and requests would not be looked at.
  return server.setTimeout(SILENCE_MS);
}

async function answered(routes: readonly Route[], authority: Authority, request: IncomingMessage): Promise<Answered & { readonly allow?: string }> {
  const { method = '', url = '/', headers } = request;
  const asked = URL.parse(url, 'http://node');
  if (!asked) return { status: 400 };
  const fitting = routes.flatMap((route) => {
    const parts = partsOf(route, asked.pathname);
    return parts ? [{ route, parts }] : [];
  });
  const found = fitting.find(({ route }) => route.method === method || (route.method === 'GET' && method === 'HEAD'));
  if (!found) return fitting.length === 0 ? { status: 404 } : { status: 405, allow: fitting.map(({ route }) => route.method).join(', ') };
  const metadata = new Metadata();
  if (headers.authorization !== undefined) metadata.set('authorization', headers.authorization);
  await authority.admit(found.route.need, metadata);
  const body = found.route.ignoresBody ? {} : await bodyOf(request);
  return found.route.answer({ parts: found.parts, query: asked.searchParams, body, metadata, host: headers.host ?? '' });
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const length = Number(request.headers['content-length'] ?? 0);
  if (length === 0 && request.headers['transfer-encoding'] === undefined) return {};
  if (!(length > 0 && length <= LARGEST_BODY)) throw invalid(`A body has a length, of at most ${LARGEST_BODY} bytes`);
  const body: unknown = await json(request).catch(() => undefined);
  if (!isObject(body)) throw invalid('The body is no JSON object');
  return body;
}

function failed(error: unknown): Answered {
  if (error instanceof URIError) return { status: 400, body: { error: 'The path is not well encoded' } };
  const { code, details } = asRefused(error);
  return { status: STATUS[code] ?? 500, body: { error: details } };
}

function send(response: ServerResponse, { status: code, body, reason, allow }: Answered & { readonly allow?: string }): void {
  const challenge = code === 401 ? { 'www-authenticate': 'Basic realm="eventstore"' } : {};
  const kind = body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  if (reason !== undefined) response.statusMessage = reason;
  response.writeHead(code, { ...kind, ...challenge, ...(allow === undefined ? {} : { allow }) }).end(body === undefined ? undefined : JSON.stringify(body));
}
