import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.js';
import { withClient } from '../postgres/with-client.js';
import { MIGRATIONS } from '../testing/fresh-database.js';
import { hasKeyStore, openKeyStore } from './key-store.js';

it('makes a database where there is none, and leaves nothing running', async () => {
  expect(hasKeyStore(place())).toBe(false);
  const first = await openKeyStore(place());
  const { key } = await first.keys.create('operator', 'first');
  await first.close();
  expect(hasKeyStore(place())).toBe(true);
  const second = await openKeyStore(place());
  expect(await second.keys.find(key)).toMatchObject({ name: 'first' });
  await second.close();
  const server = await startEmbeddedPostgres(join(home, 'postgres'));
  expect(server.isJoined).toBe(false);
  await server.stop();
});

it('joins the database that runs, and leaves it running', async () => {
  const server = await startEmbeddedPostgres(join(home, 'postgres'));
  const store = await openKeyStore(place());
  await store.secrets.keep('eigen.example', Buffer.alloc(32));
  await store.close();
  const select = 'SELECT host FROM secrets.signing_secret';
  const { rows } = await withClient(server.url, (client) => client.query(select));
  expect(rows).toEqual([{ host: 'eigen.example' }]);
  await server.stop();
});

it('uses the database it is told, says where it is, and never its password', async () => {
  const server = await startEmbeddedPostgres(join(home, 'postgres'));
  const elsewhere = { ...place(), home: join(home, 'elsewhere'), databaseUrl: server.url };
  const store = await openKeyStore(elsewhere);
  await store.keys.create('operator', 'x');
  await store.close();
  expect(existsSync(join(home, 'elsewhere/postgres'))).toBe(false);
  expect(store.where).toBe(`PostgreSQL at 127.0.0.1:${new URL(server.url).port}/postgres`);
  await server.stop();
});

let home: string;
const place = () => ({ home, databaseUrl: undefined, secretKey: undefined, migrations: MIGRATIONS });
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'slowking-'));
});
afterEach(async () => {
  const server = await startEmbeddedPostgres(join(home, 'postgres'));
  await server.discard();
  await rm(home, { recursive: true, force: true });
});
