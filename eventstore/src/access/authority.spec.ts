import { expect, it } from '@jest/globals';
import { Metadata } from '@grpc/grpc-js';
import { randomBytes } from 'node:crypto';
import { EventLog } from '../log/event-log.js';
import { MemoryStorage } from '../storage/memory.storage.js';
import { GuardedAuthority } from './authority.js';
import { Users } from './users.js';

it('obeys the newest defaults, also when those before them are read more slowly', async () => {
  const log = await EventLog.open(new MemoryStorage(), fail);
  const users = await Users.open(log, {});
  await users.create({ loginName: 'ann', fullName: 'Ann', groups: [], password: 'p' });
  const authority = new GuardedAuthority(log, users);
  await authority.admit('user', withLogin('ann:p'));
  const slow = Promise.withResolvers<void>();
  const read = log.readStream.bind(log);
  const waits = [slow.promise];
  log.readStream = async (...page) => {
    const found = await read(...page);
    if (page[0] === '$settings') await waits.shift();
    return found;
  };
  await readableBy(log, '$all');
  await turn();
  await readableBy(log, '$admins');
  await turn();
  slow.resolve();
  await turn();
  await expect(authority.standing(withLogin('ann:p')).demand('read', 's')).rejects.toThrow('No right to read s');
});

it('hears everyone else while it tries wrong passwords', async () => {
  const log = await EventLog.open(new MemoryStorage(), fail);
  const users = await Users.open(log, {});
  await users.create({ loginName: 'ann', fullName: 'Ann', groups: [], password: 'p' });
  const authority = new GuardedAuthority(log, await Users.open(log, {}));
  let turns = 0;
  const turning = setInterval(() => turns++, 0);
  const tried = await Promise.allSettled(Array.from({ length: 20 }, async (_, n) => authority.admit('user', withLogin(n === 10 ? 'ann:p' : `ann:wrong${n}`))));
  clearInterval(turning);
  expect(tried.flatMap(({ status }, n) => (status === 'fulfilled' ? [n] : []))).toEqual([10]);
  expect(turns).toBeGreaterThan(10);
});

it('lets a user in whose name is changed while the password is tried', async () => {
  const log = await EventLog.open(new MemoryStorage(), fail);
  await (await Users.open(log, {})).create({ loginName: 'ann', fullName: 'Ann', groups: [], password: 'p' });
  const users = await Users.open(log, {});
  const authority = new GuardedAuthority(log, users);
  await Promise.all([authority.admit('user', withLogin('ann:p')), users.change('ann', { fullName: 'Anne' })]);
  expect(authority.callerOf(withLogin('ann:p'))).toMatchObject({ name: 'ann' });
});

const turn = () => new Promise(setImmediate);

const readableBy = (log: EventLog, group: string) => log.append({
  stream: '$settings', expected: 'any',
  events: [{ eventId: randomBytes(16), type: 'update', isJson: true, metadata: Buffer.alloc(0), data: Buffer.from(JSON.stringify({ $userStreamAcl: { $r: group } })) }],
});

function withLogin(login: string): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Basic ${Buffer.from(login).toString('base64')}`);
  return metadata;
}

function fail(error: Error): never {
  throw error;
}
