import type { FastifyInstance } from 'fastify';
import { RequestRefused } from '../problems/problem.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|::1)$/i;

/** Whether an address is this machine's own, that no other machine can reach. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/**
 * Without keys the API is open to this machine only. A page in a browser on it could still reach the API through a
 * name that is bound to 127.0.0.1, so whoever calls must know it by a name of this machine.
 */
export function refuseForeignOrigins(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', async (request) => {
    const { host = '', origin } = request.headers;
    if (!isLoopback(hostname(`http://${host}`))) throw foreign('Host');
    if (origin !== undefined && !isLoopback(hostname(origin))) throw foreign('Origin');
  });
}

const hostname = (url: string): string => URL.parse(url)?.hostname ?? '';

const foreign = (header: string): RequestRefused =>
  new RequestRefused('ForeignOrigin', `The ${header} header names another machine; this API is open to its own only.`);
