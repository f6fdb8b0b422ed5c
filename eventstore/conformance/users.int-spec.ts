import { afterAll, beforeAll, expect } from '@jest/globals';
import type { ServiceError } from '@grpc/grpc-js';
import { conform, conforms } from './testing/cases.js';
import { usersOf } from './testing/raw.js';
import { onSecuredServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { append, fresh, many, numbers, outcome } from './testing/streams.js';

/** Who is a user, and who may say so. */
onSecuredServer((server) => {
  conforms('docs users', 'a user who was made is let in, with no other password, and is known by their groups', async () => {
    const login = await users.make(['readers']);
    const [stream, client] = [fresh(), server().as(login)];
    await append(client, stream, many(1));
    await server().client.setStreamMetadata(stream, { acl: { readRoles: ['readers'], writeRoles: ['$admins'] } });
    expect(await numbers(client, stream)).toEqual([0]);
    expect(await outcome(append(client, stream, many(1)))).toBe('access-denied');
    expect(await outcome(numbers(server().as(`${name(login)}:other`), stream))).toBe('access-denied');
  });

  conforms('docs users', 'details of one, of all, and of oneself', async () => {
    const login = await users.make(['a', 'b']);
    expect(await users.details(name(login))).toMatchObject([{ loginName: name(login), fullName: 'Full Name', groupsList: ['a', 'b'], disabled: false }]);
    expect((await users.details('')).map(({ loginName }) => loginName)).toEqual(expect.arrayContaining(['admin', 'ops', name(login)]));
    expect(await users.details(name(login), login)).toHaveLength(1);
    await expect(users.details('admin', login)).rejects.toMatchObject({ code: 7 });
    await expect(users.details('', login)).rejects.toMatchObject({ code: 7 });
  });

  conforms('docs users', 'name and groups are changed, and the time of it is told in ticks', async () => {
    const login = await users.make([]);
    const updated = async () => BigInt((await users.details(name(login)))[0]!.lastUpdated!.ticksSinceEpoch);
    const before = await updated();
    // In ticks of 100 ns.
    expect(before / 10_000n).toBeGreaterThan(BigInt(Date.UTC(2020)));
    await users.update(name(login), 'New', ['$admins']);
    expect(await users.details(name(login))).toMatchObject([{ fullName: 'New', groupsList: ['$admins'] }]);
    expect(await updated()).toBeGreaterThanOrEqual(before);
  });

  conforms('docs users', 'a password is changed by its user, who knows the old one, or by an admin', async () => {
    const login = await users.make([], 'old');
    const user = name(login);
    await expect(users.changePassword(user, 'wrong', 'new', login)).rejects.toMatchObject({ code: 7 });
    await users.changePassword(user, 'old', 'new', login);
    await expect(users.details(user, login)).rejects.toMatchObject({ code: 16 });
    await users.details(user, `${user}:new`);
    await users.resetPassword(user, 'newest');
    await users.details(user, `${user}:newest`);
  });

  conforms('docs users', 'nobody is let in who is disabled or deleted', async () => {
    const login = await users.make([]);
    const user = name(login);
    await users.disable(user);
    await expect(users.details(user, login)).rejects.toMatchObject({ code: 16 });
    expect(await users.details(user)).toMatchObject([{ disabled: true }]);
    await users.enable(user);
    await users.details(user, login);
    await users.delete(user);
    await expect(users.details(user, login)).rejects.toMatchObject({ code: 16 });
    await expect(users.details(user)).rejects.toMatchObject({ code: 5 });
  });

  conform([
    ['RpcExceptions.cs', 'one who is there already is made', (user: string) => users.create(user, 'p', []), 9, 'user-conflict'],
    ['RpcExceptions.cs', 'one who is not there is changed', (user: string) => users.update(`${user}x`, 'New', []), 5, 'user-not-found'],
    ['RpcExceptions.cs', 'one who is not there is deleted', (user: string) => users.delete(`${user}x`), 5, 'user-not-found'],
    ['RpcExceptions.cs', 'one who is not there is enabled', (user: string) => users.enable(`${user}x`), 5, 'user-not-found'],
    ['RpcExceptions.cs', 'one who is not there is asked about', (user: string) => users.details(`${user}x`), 5, 'user-not-found'],
    ['RpcExceptions.cs', 'one who is not there changes their password', (user: string) => users.changePassword(`${user}x`, 'p', 'q'), 5, 'user-not-found'],
    ['RpcExceptions.cs', 'one who is deleted is deleted again', (user: string) => users.delete(user).then(() => users.delete(user)), 5, 'user-not-found'],
    ['RpcExceptions.cs', 'one who is not there is disabled', (user: string) => users.disable(`${user}x`), 5, 'user-not-found'],
    ['RpcExceptions.cs', 'one who is not there gets a password', (user: string) => users.resetPassword(`${user}x`, 'p'), 5, 'user-not-found'],
  ] as const, async (call, code, exception) => {
    const user = name(await users.make([]));
    const error = await call(user).then(() => Promise.reject(new Error('it was done')), (thrown: ServiceError) => thrown);
    expect([error.code, ...error.metadata.get('exception')]).toEqual([code, exception]);
    expect(error.metadata.get('login-name')[0]).toMatch(new RegExp(`^${user}x?$`));
  });

  conform([
    [ours('undefined'), 'no name', '', 'p'], [ours('undefined'), 'a name that no login can hold', 'a:b', 'p'], [ours('undefined'), 'no password', 'a', ''],
  ] as const, async (user, password) => {
    await expect(users.create(user, password, [])).rejects.toMatchObject({ code: 3 });
  });

  conform([
    ['docs users', 'nobody but admins makes users: an operator', ['$ops']], ['docs users', 'nobody but admins makes users: somebody', []],
  ] as const, async (groups) => {
    await expect(users.create('x', 'p', [], await users.make(groups))).rejects.toMatchObject({ code: 7 });
  });

  conform([
    ['docs users', 'no operator changes one', (user: string, login: string) => users.update(user, 'New', ['$admins'], login)],
    ['docs users', 'no operator deletes one', (user: string, login: string) => users.delete(user, login)],
    ['docs users', 'no operator disables one', (user: string, login: string) => users.disable(user, login)],
    ['docs users', 'no operator enables one', (user: string, login: string) => users.enable(user, login)],
    ['docs users', 'no operator gives one a password', (user: string, login: string) => users.resetPassword(user, 'q', login)],
    ['docs users', 'no operator changes the password of another', (user: string, login: string) => users.changePassword(user, 'p', 'q', login)],
  ] as const, async (call) => {
    const [own, other] = [await users.make(['$ops']), await users.make([])];
    await expect(call(name(other), own)).rejects.toMatchObject({ code: 7 });
    expect(await users.details(name(other))).toMatchObject([{ fullName: 'Full Name', groupsList: [], disabled: false }]);
    await users.details(name(other), other);
  });

  let users: ReturnType<typeof usersOf>;
  beforeAll(() => void (users = usersOf(server())));
  afterAll(() => users.close());
});

const name = (login: string): string => login.split(':')[0]!;
