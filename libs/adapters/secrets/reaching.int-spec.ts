import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { KeysUnavailable } from '#ports';
import { openPool } from '../prisma/pool.js';
import { PgApiKeys } from './pg-api-keys.js';
import { PgAuditKeys } from './pg-audit-keys.js';
import { PgCredentials } from './pg-credentials.js';
import { PgSigningSecrets } from './pg-signing-secrets.js';

const KEY = randomBytes(32);

/** Each question that is asked of the schema `secrets`. */
const QUESTIONS: Readonly<Record<string, (pool: Pool) => Promise<unknown>>> = {
  'keep a login': (pool) => new PgCredentials(pool, KEY).keep('b', { username: 'u', password: 'p' }),
  'find a login': (pool) => new PgCredentials(pool, KEY).find('b'),
  'forget a login': (pool) => new PgCredentials(pool, KEY).forget('b'),
  'forget old logins': (pool) => new PgCredentials(pool, KEY).forgetOlderThan(1),
  'find the key that signs': (pool) => new PgAuditKeys(pool, KEY).current(),
  'list audit keys': (pool) => new PgAuditKeys(pool, KEY).list(),
  'rotate them': (pool) => new PgAuditKeys(pool, KEY).rotate(),
  'restart them': (pool) => new PgAuditKeys(pool, KEY).restart(),
  'know what was signed': (pool) => new PgAuditKeys(pool, KEY).signed(),
  'remember what was signed': (pool) => new PgAuditKeys(pool, KEY).remember({} as never),
  'make a key': (pool) => new PgApiKeys(pool).create('operator', 'k'),
  'list keys': (pool) => new PgApiKeys(pool).list(),
  'revoke a key': (pool) => new PgApiKeys(pool).revoke('k'),
  'find a key': (pool) => new PgApiKeys(pool).find(`slowking_operator_${'x'.repeat(43)}`),
  'know whether there are keys': (pool) => new PgApiKeys(pool).isEmpty(),
  'keep a secret': (pool) => new PgSigningSecrets(pool, KEY).keep('h', randomBytes(32)),
  'list secrets': (pool) => new PgSigningSecrets(pool, KEY).list(),
  'remove a secret': (pool) => new PgSigningSecrets(pool, KEY).remove('h'),
  'find a secret': (pool) => new PgSigningSecrets(pool, KEY).find('h'),
};

describe.each([
  ['is not there', undefined],
  ['hangs up', (socket: Socket) => socket.destroy()],
  ['is starting', (socket: Socket) => void socket.once('data', () => socket.end(refusal('57P03')))],
])('Where PostgreSQL %s', (_, greet) => {
  it.each(Object.keys(QUESTIONS))('to %s is told as an outage', async (question) => {
    await expect(QUESTIONS[question]!(await poolTo(greet))).rejects.toThrow(KeysUnavailable);
  });
});

it('What is no outage is told as it is', async () => {
  const pool = await poolTo((socket) => void socket.once('data', () => socket.end(refusal('3D000'))));
  await expect(new PgCredentials(pool, KEY).find('b')).rejects.toThrow(expect.objectContaining({ code: '3D000' }));
});

let server: Server | undefined;
let pool: Pool | undefined;
afterEach(async () => {
  await pool?.end();
  server?.close();
});

/** Connections to something that greets so; undefined: to nothing at all. */
async function poolTo(greet: ((socket: Socket) => void) | undefined): Promise<Pool> {
  if (!greet) return (pool = openPool('postgres://u:p@127.0.0.1:1/d'));
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    greet(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return (pool = openPool(`postgres://u:p@127.0.0.1:${port}/d`));
}

/** What PostgreSQL answers who connects when it cannot take them. */
function refusal(code: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0Mno\0\0`);
  const head = Buffer.from('E\0\0\0\0');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
