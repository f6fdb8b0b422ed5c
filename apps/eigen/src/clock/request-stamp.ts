import type { FastifyInstance } from 'fastify';
import type { PlatformClock } from './platform-clock.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** By the platform's clock, in microseconds. */
    receivedAt: number;
  }
}

/** Notes when a request came in, before anything else happens to it. */
export function stampRequests(server: FastifyInstance, clock: PlatformClock): void {
  server.decorateRequest('receivedAt', 0);
  server.addHook('onRequest', (request, _reply, done) => {
    request.receivedAt = clock.micros();
    done();
  });
}
