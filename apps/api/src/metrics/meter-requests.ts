import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.js';

/** Times every answer, by the template of its route: what no route knows has one name altogether. */
export function meterRequests(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.addHook('onResponse', async ({ method, routeOptions: { url: route = 'none' } }, reply) => {
    if (route.endsWith('/progress')) return;
    metrics.requests.observe({ method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}
