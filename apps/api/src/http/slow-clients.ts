import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';

/** Milliseconds that all of a request may take to come: 8 MB of names, from a slow line. */
export const REQUEST_TIMEOUT = 60_000;
/** Milliseconds that whoever is still connected has, once the API is told to stop. */
const GRACE = 2_000;

/** Ends requests that do not come to an end, whether they are answered already or not. */
export const impatient = (requestTimeout: number): Pick<FastifyHttpOptions<Server>, 'requestTimeout' | 'http'> => ({
  requestTimeout,
  // Said to Node, too: it takes the shorter one of two timeouts for that of the headers, and would wait for a minute then.
  http: { requestTimeout, connectionsCheckingInterval: Math.min(requestTimeout / 2, 5_000) },
});

/** When the API stops, those who are idle go at once, the others after a moment: nobody who sends or takes slowly holds it. */
export function letGoAtTheEnd(fastify: FastifyInstance): void {
  let last: NodeJS.Timeout | undefined;
  fastify.addHook('preClose', async () => {
    last = setTimeout(() => fastify.server.closeAllConnections(), GRACE);
  });
  fastify.addHook('onClose', async () => clearTimeout(last));
}
