import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { EventStoreDBClient, PersistentSubscriptionDroppedError } from '@eventstore/db-client';
import { randomBytes } from 'node:crypto';
import { connect, constants } from 'node:http2';
import { startNode } from '../index.js';
import { eventually, many, runNode, type TestNode } from '../testing/running-node.js';
import { fresh } from '../testing/both-storages.js';
import { acking, consume, settings } from '../testing/consuming.js';

it.each(['Create', 'Update', 'Delete', 'Read', 'GetInfo', 'ReplayParked', 'List'])('stays healthy when a message to %s is no protobuf, empty, or ends in the middle', async (method) => {
  for (const body of [frame(randomBytes(300)), frame(Buffer.from('0affffffff0f', 'hex')), frame(Buffer.alloc(0)), frame(Buffer.alloc(50)).subarray(0, 20)]) {
    const session = connect(`http://127.0.0.1:${node.port}`);
    session.on('error', () => undefined);
    const call = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST', [constants.HTTP2_HEADER_PATH]: `/event_store.client.persistent_subscriptions.PersistentSubscriptions/${method}`,
      'content-type': 'application/grpc', te: 'trailers',
    });
    call.on('error', () => undefined).resume().end(body);
    await new Promise((resolve) => void call.on('close', resolve));
    session.destroy();
  }
  const stream = fresh();
  await node.client.appendToStream(stream, many(2));
  await node.client.createPersistentSubscriptionToStream(stream, 'g', settings());
  const consumer = await consume(node.client, stream, 'g', { each: acking });
  await consumer.have(2);
  await consumer.leave();
});

it('lets go of every consumer when the node stops', async () => {
  const own = await startNode({ inMemory: true });
  const client = EventStoreDBClient.connectionString`${own.url}`;
  await client.createPersistentSubscriptionToStream('s', 'g', settings());
  const consumer = await consume(client, 's', 'g');
  await own.stop();
  await eventually(() => consumer.errors.length > 0);
  await client.dispose();
  expect(consumer.errors[0]).toBeInstanceOf(PersistentSubscriptionDroppedError);
});

function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

let node: TestNode;
beforeAll(async () => void (node = await runNode({ inMemory: true })));
afterAll(() => node.stop());
