import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EventStoreDBClient } from '@eventstore/db-client';
import users from '@eventstore/db-client/generated/users_pb.js';
import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js';
import { credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { startNode, type RunningNode } from '../index.js';
import { selfSigned } from '../testing/certificate.js';
import { freshFolder, many, places } from '../testing/running-node.js';

it('lets a user in who was made, and knows them by their groups', async () => {
  const login = await made('s3cret', ['readers']);
  const [stream, client] = [`s-${login}`, as(`${login}:s3cret`)];
  await client.appendToStream(stream, many(1));
  await as('admin:changeit').setStreamMetadata(stream, { acl: { readRoles: ['readers'], writeRoles: ['$admins'] } });
  expect(await places(client.readStream(stream))).toEqual([`0@${stream}`]);
  await expect(client.appendToStream(stream, many(1))).rejects.toMatchObject({ type: 'access-denied' });
  await expect(as(`${login}:other`).appendToStream(stream, many(1))).rejects.toMatchObject({ type: 'access-denied' });
});

it('tells what it knows of one, of all, and of nobody', async () => {
  const login = await made('p', ['a', 'b']);
  expect(await details(login)).toMatchObject([{ loginName: login, fullName: 'Full Name', groupsList: ['a', 'b'], disabled: false }]);
  expect((await details('')).map(({ loginName }) => loginName)).toEqual(expect.arrayContaining(['admin', 'ops', login]));
  expect(await details(login, login, 'p')).toHaveLength(1);
  await expect(details('admin', login, 'p')).rejects.toMatchObject({ code: 7 });
  await expect(details('', login, 'p')).rejects.toMatchObject({ code: 7 });
});

it('changes names, groups and passwords', async () => {
  const login = await made('old', []);
  await call('update', new users.UpdateReq().setOptions(new users.UpdateReq.Options().setLoginName(login).setFullName('New').setGroupsList(['$admins'])));
  expect(await details(login)).toMatchObject([{ fullName: 'New', groupsList: ['$admins'] }]);
  const change = (current: string, password: string) => call('changePassword', new users.ChangePasswordReq()
    .setOptions(new users.ChangePasswordReq.Options().setLoginName(login).setCurrentPassword(current).setNewPassword(password)), login, 'old');
  await expect(change('wrong', 'new')).rejects.toMatchObject({ code: 7 });
  await change('old', 'new');
  await expect(details(login, login, 'old')).rejects.toMatchObject({ code: 16 });
  await details(login, login, 'new');
  await call('resetPassword', new users.ResetPasswordReq().setOptions(new users.ResetPasswordReq.Options().setLoginName(login).setNewPassword('newest')));
  await details(login, login, 'newest');
});

it('lets nobody in who is disabled or deleted', async () => {
  const login = await made('p', []);
  await call('disable', new users.DisableReq().setOptions(new users.DisableReq.Options().setLoginName(login)));
  await expect(details(login, login, 'p')).rejects.toMatchObject({ code: 16 });
  expect(await details(login)).toMatchObject([{ disabled: true }]);
  await call('enable', new users.EnableReq().setOptions(new users.EnableReq.Options().setLoginName(login)));
  await details(login, login, 'p');
  await call('delete', new users.DeleteReq().setOptions(new users.DeleteReq.Options().setLoginName(login)));
  await expect(details(login, login, 'p')).rejects.toMatchObject({ code: 16 });
  await expect(details(login)).rejects.toMatchObject({ code: 5 });
});

it('tells who is missing, and who is there already', async () => {
  const login = await made('p', []);
  const refused = async (work: Promise<unknown>) => {
    const { code, metadata } = await work.then(() => Promise.reject(new Error('it was done')), (error: ServiceError) => error);
    return [code, ...metadata.get('exception'), ...metadata.get('login-name')];
  };
  expect(await refused(create(login, 'p', []))).toEqual([9, 'user-conflict', login]);
  const missing = new users.DisableReq().setOptions(new users.DisableReq.Options().setLoginName('nobody'));
  expect(await refused(call('disable', missing))).toEqual([5, 'user-not-found', 'nobody']);
  for (const [name, password] of [['', 'p'], ['a:b', 'p'], ['a', '']] as const) await expect(create(name, password, [])).rejects.toMatchObject({ code: 3 });
});

it('lets admins only manage users', async () => {
  const login = await made('p', []);
  await expect(create('x', 'p', [], login, 'p')).rejects.toMatchObject({ code: 7 });
  await expect(create('x', 'p', [], 'ops', 'changeit')).rejects.toMatchObject({ code: 7 });
});

it('keeps users over a restart, and a changed password of one that is built in', async () => {
  const login = await made('kept', ['readers']);
  await call('resetPassword', new users.ResetPasswordReq().setOptions(new users.ResetPasswordReq.Options().setLoginName('ops').setNewPassword('changed')));
  await node.stop();
  await start();
  expect(await details(login, login, 'kept')).toMatchObject([{ groupsList: ['readers'] }]);
  await expect(details('ops', 'ops', 'changeit')).rejects.toMatchObject({ code: 16 });
  await details('ops', 'ops', 'changed');
  await details('admin', 'admin', 'changeit');
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

const create = (login: string, password: string, groups: string[], ...who: string[]) => call('create', new users.CreateReq()
  .setOptions(new users.CreateReq.Options().setLoginName(login).setPassword(password).setFullName('Full Name').setGroupsList(groups)), ...who);

async function made(password: string, groups: string[]): Promise<string> {
  const login = `u${randomUUID()}`;
  await create(login, password, groups);
  return login;
}

type Unary = 'create' | 'update' | 'delete' | 'enable' | 'disable' | 'changePassword' | 'resetPassword';

const call = (method: Unary, message: unknown, name = 'admin', password = 'changeit'): Promise<unknown> => new Promise((resolve, reject) => {
  const run = client[method] as unknown as (message: unknown, metadata: Metadata, told: (error: ServiceError | null, answer: unknown) => void) => void;
  run.call(client, message, login(name, password), (error, answer) => (error ? reject(error) : resolve(answer)));
});

async function details(of: string, name = 'admin', password = 'changeit'): Promise<users.DetailsResp.UserDetails.AsObject[]> {
  const found: users.DetailsResp.UserDetails.AsObject[] = [];
  const asked = new users.DetailsReq().setOptions(new users.DetailsReq.Options().setLoginName(of));
  for await (const response of client.details(asked, login(name, password)) as AsyncIterable<users.DetailsResp>) found.push(response.getUserDetails()!.toObject());
  return found;
}

function login(name: string, password: string): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`);
  return metadata;
}

const http = (method: string, path: string, auth: string, body?: unknown) => new Promise<{ status: number | undefined; body: unknown }>((resolve, reject) => {
  const text = body === undefined ? '' : JSON.stringify(body);
  const asking = request({ host: 'localhost', port: node.port, path, method, auth, ca: tls.cert, headers: { 'content-length': Buffer.byteLength(text) } }, (response) => {
    let answer = '';
    response.on('data', (chunk) => (answer += chunk)).on('end', () => resolve({ status: response.statusCode, body: answer === '' ? undefined : JSON.parse(answer) }));
  });
  asking.on('error', reject).end(text);
});

const as = (who: string): EventStoreDBClient => EventStoreDBClient.connectionString`esdb://${who}@localhost:${node.port}?tls=true&tlsCAFile=${join(folder.path, 'ca.pem')}`;

async function start(): Promise<void> {
  node = await startNode({ data: join(folder.path, 'data'), tls });
  client = new usersGrpc.UsersClient(`localhost:${node.port}`, credentials.createSsl(Buffer.from(tls.cert)));
}

const tls = selfSigned();
let folder: Awaited<ReturnType<typeof freshFolder>>;
let node: RunningNode;
let client: InstanceType<typeof usersGrpc.UsersClient>;
beforeAll(async () => {
  folder = await freshFolder();
  await writeFile(join(folder.path, 'ca.pem'), tls.cert);
  await start();
});
afterAll(async () => {
  client.close();
  await node.stop();
  await folder.remove();
});
