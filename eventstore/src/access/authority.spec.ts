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
  await turn();
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
  await expect(authority.standing(asAnn()).demand('read', 's')).rejects.toThrow('No right to read s');
});

const turn = () => new Promise(setImmediate);

const readableBy = (log: EventLog, group: string) => log.append({
  stream: '$settings', expected: 'any',
  events: [{ eventId: randomBytes(16), type: 'update', isJson: true, metadata: Buffer.alloc(0), data: Buffer.from(JSON.stringify({ $userStreamAcl: { $r: group } })) }],
});

function asAnn(): Metadata {
  const metadata = new Metadata();
  metadata.set('authorization', `Basic ${Buffer.from('ann:p').toString('base64')}`);
  return metadata;
}

function fail(error: Error): never {
  throw error;
}
