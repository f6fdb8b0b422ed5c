import { expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { EventLog } from '../log/event-log.js';
import { MemoryStorage } from '../storage/memory.storage.js';
import { Users } from './users.js';

const KNOWN = { loginName: 'bob', fullName: 'Bob', groups: [], disabled: false, updated: 0 };

it.each([
  ['the name alone, as EventStoreDB has it', 'admin'], ['nothing', ''], ['null', 'null'], ['another document', '{"hello":1}'],
  ['groups that are none', JSON.stringify({ ...KNOWN, groups: 7 })], ['a password that is none', JSON.stringify({ ...KNOWN, password: 'p' })],
  ['a password of another length', JSON.stringify({ ...KNOWN, password: { salt: 'AA==', hash: 'AA==' } })],
])('knows its users where somebody has written %s among them', async (_what, data) => {
  const log = await open();
  await (await Users.open(log, {})).create({ loginName: 'ann', fullName: 'Ann', groups: ['$ops'], password: 'p' });
  await append(log, data);
  const users = await Users.open(log, {});
  expect(users.details(undefined).map(({ loginName }) => loginName)).toEqual(['admin', 'ann', 'ops']);
  expect(await users.authenticated(`Basic ${Buffer.from('ann:p').toString('base64')}`)).toEqual({ name: 'ann', groups: ['$ops'] });
});

it('knows those who are built in where somebody has ended the stream of users for good', async () => {
  const log = await open();
  await (await Users.open(log, {})).create({ loginName: 'ann', fullName: 'Ann', groups: [], password: 'p' });
  await log.delete({ stream: '$users', expected: 'any', isFinal: true });
  const known = (await Users.open(log, {})).details(undefined).map(({ loginName }) => loginName);
  expect(known).toEqual(expect.arrayContaining(['admin', 'ops']));
});

it('lets nobody wait behind those who guess at the password of somebody else', async () => {
  const users = await Users.open(await open(), {});
  for (const loginName of ['ann', 'bob']) await users.create({ loginName, fullName: '', groups: [], password: 'p' });
  const answered: string[] = [];
  const login = async (name: string, password: string) => {
    const known = await users.authenticated(`Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`);
    answered.push(`${name} ${known ? 'in' : 'out'}`);
  };
  await Promise.all([...Array.from({ length: 8 }, (_, n) => login('ann', `guess ${n}`)), login('bob', 'p'), login('ann', 'p')]);
  expect(answered).toHaveLength(10);
  expect(answered.indexOf('bob in')).toBeLessThan(3);
  expect(answered.at(-1)).toBe('ann in');
});

const open = () => EventLog.open(new MemoryStorage(), (error) => {
  throw error;
});

const append = (log: EventLog, data: string) => log.append({
  stream: '$users', expected: 'any', events: [{ eventId: randomBytes(16), type: '$User', isJson: false, metadata: Buffer.alloc(0), data: Buffer.from(data) }],
});
