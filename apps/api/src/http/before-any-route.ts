import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyServerOptions } from 'fastify';
import { problem } from '../problems/problem.js';

const MEDIA_TYPE = 'application/problem+json';
const NO_HTTP: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** An address that cannot even be decoded. */
function refuseAddress({ statusCode: status = 400 }: { statusCode?: number }, _request: unknown, reply: unknown): void {
  const answer = problem('InvalidRequest', 'The address is not well-formed.', undefined, status);
  void (reply as FastifyReply).status(status).type(MEDIA_TYPE).send(answer);
}

/** Milliseconds that an answer may take to be read, from somebody who may never hang up. */
const FAREWELL = 1_000;

const refuseWords: FastifyServerOptions['clientErrorHandler'] = ({ code }, socket) => {
  if (!socket.writable || code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = NO_HTTP[code] ?? 400;
  const body = JSON.stringify(problem('InvalidRequest', 'This is not HTTP as it is understood here.', undefined, status));
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, `Content-Type: ${MEDIA_TYPE}`, 'Connection: close'];
  socket.end(`${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), FAREWELL).unref();
};

/** What is wrong with a request before there is a route that could say so is a problem like any other. */
export const beforeAnyRoute = { frameworkErrors: refuseAddress, clientErrorHandler: refuseWords };
