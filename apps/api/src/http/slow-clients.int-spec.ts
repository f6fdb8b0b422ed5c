import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ApiBehindDoor } from '../access/testing/api-behind-door.js';
import { REQUEST_TIMEOUT } from './slow-clients.js';

const PATIENCE = 500;
/** Milliseconds, much less than all of what is dripped takes. */
const SOON = 30_000;

it('leaves a minute for a start with a hundred thousand names', () => {
  expect(REQUEST_TIMEOUT).toBe(60_000);
});

it.each([
  ['without a key', ''],
  ['with one', 'key'],
])('A request %s that comes byte by byte is ended', async (_, kind) => {
  const begun = performance.now();
  const heard = await dripping(kind === '' ? '' : `Authorization: Bearer ${await api.keyOf('operator')}\r\n`);
  expect(heard).toMatch(kind === '' ? /^HTTP\/1\.1 401 / : /^HTTP\/1\.1 408 /);
  expect(performance.now() - begun).toBeLessThan(SOON);
});

it('An end in order does not wait for who is still sending', async () => {
  await api.restart('127.0.0.1', { requestTimeout: 60_000 });
  const ended = dripping(`Authorization: Bearer ${await api.keyOf('operator')}\r\n`);
  await once(api.fastify.server, 'request');
  const begun = performance.now();
  await api.stop();
  expect(performance.now() - begun).toBeLessThan(SOON);
  await ended;
});

let api: ApiBehindDoor;
const open: Socket[] = [];
beforeAll(async () => {
  api = await ApiBehindDoor.start();
  await api.restart('127.0.0.1', { requestTimeout: PATIENCE });
  await api.keyOf('auditor');
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await api?.discard();
});

/** A client that never gets to the end of its request, nor lets go by itself. What it has heard once it is rid of. */
async function dripping(header: string): Promise<string> {
  await api.listen();
  const { port } = api.fastify.server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  open.push(socket);
  let heard = '';
  socket.on('data', (piece: Buffer) => (heard += piece.toString()));
  socket.on('error', () => undefined);
  socket.write(`POST /api/v1/benchmarks/start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${header}Content-Length: 1000\r\n\r\n{`);
  const drip = setInterval(() => socket.write(' '), 50);
  await new Promise((closed) => socket.once('close', closed));
  clearInterval(drip);
  return heard;
}
