import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { credentials } from '@grpc/grpc-js';
import { startNode, type RunningNode } from './index.js';
import { askSecurely } from './testing/ask-securely.js';
import { selfSigned } from './testing/certificate.js';
import { Users } from './testing/user-calls.js';

/** Each may what those before may. */
const WHO = ['anyone', 'a user', 'an operator', 'an admin'] as const;

it.each([
  ['anyone', 'GET', '/health/live', 204], ['anyone', 'HEAD', '/health/live', 204], ['anyone', 'GET', '/ping', 200], ['anyone', 'GET', '/info', 200], ['anyone', 'GET', '/gossip', 200],
  ['a user', 'GET', '/stats', 200], ['a user', 'GET', '/subscriptions', 200], ['a user', 'GET', '/subscriptions/s', 404], ['a user', 'GET', '/subscriptions/s/g/info', 404],
  ['an operator', 'POST', '/subscriptions/s/g/replayParked', 404], ['an operator', 'POST', '/subscriptions/restart', 200], ['an operator', 'GET', '/projections', 501],
  ['an admin', 'GET', '/users', 200], ['an admin', 'DELETE', '/users/nobody', 404],
] as const)('%s may ask %s %s, and nobody who is less', async (least, method, path, status) => {
  for (const who of WHO) expect([who, (await ask(method, path, logins[who])).status]).toEqual([who, WHO.indexOf(who) >= WHO.indexOf(least) ? status : 401]);
});

it.each(['/ping', '/subscriptions', '/subscriptions/s/g/info'])('answers nobody at %s who comes with a wrong password, and says what it wants', async (path) => {
  expect(await ask('GET', path, 'admin:wrong')).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringContaining('Basic') } });
  expect(await ask('GET', path, 'nobody:changeit')).toMatchObject({ status: 401 });
});

it('says that it has users of its own', async () => {
  expect(await ask('GET', '/info')).toMatchObject({ body: { authentication: { type: 'internal' } } });
});

const ask = (method: string, path: string, auth?: string) => askSecurely({ port: node.port, ca: tls.cert, method, path, auth });

const tls = selfSigned();
const logins: Record<(typeof WHO)[number], string | undefined> = { anyone: undefined, 'a user': '', 'an operator': 'ops:changeit', 'an admin': 'admin:changeit' };
let node: RunningNode;
let users: Users;
beforeAll(async () => {
  node = await startNode({ inMemory: true, tls });
  users = new Users(`localhost:${node.port}`, credentials.createSsl(Buffer.from(tls.cert)), 'admin:changeit');
  logins['a user'] = await users.make([]);
});
afterAll(async () => {
  await users.close();
  await node.stop();
});
