import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Client, credentials, Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import { MessageBatch } from './message-batch.js';

const PATH = '/test/Read';
const MESSAGES = [Buffer.from('first'), Buffer.alloc(0), Buffer.alloc(70_000, 'x'), Buffer.from([0, 0, 0, 0, 1]), Buffer.from('last')];

it('has its messages arrive one by one, through gRPC itself', async () => {
  const arrived: Buffer[] = [];
  for await (const message of client.makeServerStreamRequest(PATH, asIs, asIs, Buffer.alloc(0))) arrived.push(message as Buffer);
  expect(arrived.map((message) => message.toString('latin1'))).toEqual([...MESSAGES, ...MESSAGES].map((message) => message.toString('latin1')));
});

it('is empty once it has been taken', () => {
  const batch = new MessageBatch();
  batch.add(Buffer.from('a'));
  expect([batch.size, batch.take().byteLength, batch.size]).toEqual([6, 1, 0]);
});

const asIs = (bytes: Buffer): Buffer => bytes;
let server: Server;
let client: Client;
beforeEach(async () => {
  server = new Server();
  const route = { path: PATH, requestStream: false, responseStream: true, requestSerialize: asIs, requestDeserialize: asIs, responseSerialize: asIs, responseDeserialize: asIs };
  server.addService({ Read: route }, { Read: answer });
  const port = await new Promise<number>((resolve, reject) => server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
  client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
});
afterEach(() => {
  client.close();
  server.forceShutdown();
});

/** All of them in one batch, twice. */
function answer(call: ServerWritableStream<Buffer, unknown>): void {
  const batch = new MessageBatch();
  for (let time = 0; time < 2; time++) {
    for (const message of MESSAGES) batch.add(message);
    call.write(batch.take());
  }
  call.end();
}
