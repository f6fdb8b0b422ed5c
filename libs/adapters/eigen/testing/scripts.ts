import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a platform does with one request. */
export type Script = (request: FastifyRequest, reply: FastifyReply) => unknown;
type Socket = FastifyRequest['raw']['socket'];

export const answer =
  (status: number, body: unknown, headers: Record<string, string> = {}): Script =>
  (_, reply) =>
    reply.status(status).headers(headers).send(body);

export const redirect = (location: string): Script => answer(302, '', { location });

/** Whatever the connection is used for. */
export const raw =
  (act: (socket: Socket) => unknown): Script =>
  (request, reply) => {
    reply.hijack();
    request.raw.on('error', () => undefined);
    act(request.raw.socket);
  };

export const hang = raw(() => undefined);
export const reset = raw((socket) => socket.resetAndDestroy());
export const hangUp = raw((socket) => socket.end());

/** An answer that never gets further than its first byte. */
export const started = (head: string): Script =>
  raw((socket) => socket.write(`${head}\r\ncontent-length: 99\r\n\r\nx`));

/** An answer that would take half an hour. */
export const drip = raw((socket) => {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write('x')), 20);
});
