import type { FastifyInstance } from 'fastify';

/** Bytes of a command; a start may bring a hundred thousand names. */
const COMMAND = 64 * 1024;
const START = 8 * 1024 * 1024;

/** Limits bodies by route, before they are read. */
export function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    route.bodyLimit = route.url.replace(/\/$/, '').endsWith('/benchmarks/start') ? START : COMMAND;
  });
}
