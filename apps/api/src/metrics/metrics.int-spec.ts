import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { Database, readSettings } from '#adapters';
import { createApi } from '../create-api.js';
import { MetricsController } from './metrics.controller.js';

it('Figures come at once while PostgreSQL takes connections and says nothing, without those that it holds', async () => {
  await once(silent.listen(0, '127.0.0.1'), 'listening');
  const { port } = silent.address() as AddressInfo;
  home = await mkdtemp(join(tmpdir(), 'slowking-'));
  const stores = { DATABASE_URL: `postgres://u:p@127.0.0.1:${port}/d`, EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' };
  const api = await createApi(readSettings({ SLOWKING_HOME: home, SLOWKING_LOG: 'fatal', ...stores }));
  const given = { up: false };
  const waiting = api.get(Database).checkpoint.findMany().catch(() => (given.up = true));
  const text = await api.get(MetricsController).read({ type: () => undefined } as unknown as FastifyReply);
  // Both have the same clock, however slow the machine.
  expect(given.up).toBe(false);
  expect(text).toContain('slowking_up{part="read_models"} 0');
  expect(text).toContain('slowking_progress_watchers 0');
  expect(text).not.toContain('slowking_parked_jobs{');
  for (const socket of open) socket.destroy();
  await waiting;
  await api.close();
});

let home: string | undefined;
const open: Socket[] = [];
const silent = createServer((socket) => {
  socket.on('error', () => undefined);
  open.push(socket);
});
afterAll(async () => {
  silent.close();
  if (home) await rm(home, { recursive: true, force: true });
});
