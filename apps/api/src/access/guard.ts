import type { FastifyInstance, RouteOptions } from 'fastify';
import { accessTo, type Door } from './door.js';
import { accessOf } from './rules.js';

/** Puts the door before every route that is made from now on; what a route is for is looked up once. */
export function guard(fastify: FastifyInstance, door: Door): void {
  fastify.decorateRequest('caller', undefined);
  fastify.addHook('onRoute', decide);
  fastify.addHook('onRequest', (request) => door.admit(request));
  fastify.addHook('preHandler', async (request) => {
    if (accessTo(request) === 'instrumentation') await door.admitSigned(request);
  });
}

function decide(route: RouteOptions): void {
  const [access, ...others] = new Set([route.method].flat().map((method) => accessOf(method, route.url)));
  // Several methods in one route: then each request is looked at.
  if (access && others.length === 0) route.config = { ...route.config, access };
}
