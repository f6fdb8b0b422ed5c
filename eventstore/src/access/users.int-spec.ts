import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { credentials } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startNode, type RunningNode } from '../index.js';
import { askSecurely } from '../testing/ask-securely.js';
import { selfSigned } from '../testing/certificate.js';
import { freshFolder } from '../testing/running-node.js';
import { Users } from '../testing/user-calls.js';

it('keeps users over a restart, and a changed password of one that is built in', async () => {
  const login = await users.make(['readers']);
  await users.resetPassword('ops', 'changed');
  await node.stop();
  await start();
  expect(await users.details(login.split(':')[0]!, login)).toMatchObject([{ groupsList: ['readers'] }]);
  await expect(users.details('ops', 'ops:changeit')).rejects.toMatchObject({ code: 16 });
  await users.details('ops', 'ops:changed');
  await users.details('admin', 'admin:changeit');
});

it('keeps more users than are read at once', async () => {
  const names = Array.from({ length: 20 }, () => `u${randomUUID()}`);
  for (const loginName of names) expect(await http('POST', '/users/', 'admin:changeit', { loginName, fullName: 'F'.repeat(60 * 1024), groups: [], password: 'p' })).toMatchObject({ status: 201 });
  await node.stop();
  await start();
  const kept = (await users.details('')).map(({ loginName }) => loginName);
  expect(names.filter((name) => !kept.includes(name))).toEqual([]);
});

it('is managed over HTTP as well', async () => {
  const login = `u${randomUUID()}`;
  const body = { loginName: login, fullName: 'F', groups: ['g'], password: 'p' };
  expect(await http('POST', '/users/', 'ops:changed', body)).toMatchObject({ status: 401 });
  expect(await http('POST', '/users/', 'admin:changeit', body)).toMatchObject({ status: 201 });
  expect(await http('POST', '/users/', 'admin:changeit', body)).toMatchObject({ status: 409 });
  expect(await http('POST', '/users/', 'admin:changeit', { ...body, groups: 7 })).toMatchObject({ status: 400 });
  expect(await http('GET', '/users/$current', `${login}:p`)).toMatchObject({ status: 200, body: { data: { loginName: login, groups: ['g'], disabled: false } } });
  expect(await http('GET', '/users/admin', `${login}:p`)).toMatchObject({ status: 401 });
  expect(await http('GET', '/users', 'admin:changeit')).toMatchObject({ body: { data: expect.arrayContaining([expect.objectContaining({ loginName: login })]) } });
  expect(await http('PUT', `/users/${login}`, 'admin:changeit', { fullName: 'G', groups: [] })).toMatchObject({ status: 200 });
  expect(await http('POST', `/users/${login}/command/change-password`, `${login}:p`, { currentPassword: 'p', newPassword: 'q' })).toMatchObject({ status: 200 });
  expect(await http('POST', `/users/${login}/command/reset-password`, 'admin:changeit', { newPassword: 'r' })).toMatchObject({ status: 200 });
  expect(await http('POST', `/users/${login}/command/disable`, 'admin:changeit')).toMatchObject({ status: 200 });
  expect(await http('GET', `/users/${login}`, `${login}:r`)).toMatchObject({ status: 401 });
  expect(await http('POST', `/users/${login}/command/enable`, 'admin:changeit')).toMatchObject({ status: 200 });
  expect(await http('GET', `/users/${login}`, `${login}:r`)).toMatchObject({ status: 200, body: { data: { fullName: 'G' } } });
  expect(await http('DELETE', `/users/${login}`, 'admin:changeit')).toMatchObject({ status: 200 });
  expect(await http('GET', `/users/${login}`, 'admin:changeit')).toMatchObject({ status: 404 });
});

const http = (method: string, path: string, auth: string, body?: unknown) => askSecurely({ port: node.port, ca: tls.cert, method, path, auth, body });

async function start(): Promise<void> {
  node = await startNode({ data: join(folder.path, 'data'), tls });
  users = new Users(`localhost:${node.port}`, credentials.createSsl(Buffer.from(tls.cert)), 'admin:changeit');
}

const tls = selfSigned();
let folder: Awaited<ReturnType<typeof freshFolder>>;
let node: RunningNode;
let users: Users;
beforeAll(async () => {
  folder = await freshFolder();
  await start();
});
afterAll(async () => {
  await users.close();
  await node.stop();
  await folder.remove();
});
