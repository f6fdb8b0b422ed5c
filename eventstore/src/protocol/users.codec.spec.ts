import { expect, it } from '@jest/globals';
import users from '@eventstore/db-client/generated/users_pb.js';
import { decodeUser } from './users.codec.js';

it('reads a user as the protocol\'s own messages write it', () => {
  const options = new users.CreateReq.Options().setLoginName('ann').setPassword('secret').setFullName('Änn').setGroupsList(['readers', '']);
  expect(decodeUser(wire(options))).toEqual({ loginName: 'ann', password: 'secret', fullName: 'Änn', groups: ['readers', ''] });
});

it('reads very many groups in a moment: whoever sends them keeps nobody waiting', () => {
  const groups = Array.from({ length: 300_000 }, () => '');
  expect(decodeUser(wire(new users.CreateReq.Options().setGroupsList(groups))).groups).toEqual(groups);
});

const wire = (options: users.CreateReq.Options): Buffer => Buffer.from(new users.CreateReq().setOptions(options).serializeBinary());
