import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { frame, identifier, rawClient, uuid } from './testing/raw-calls.js';
import { selfSigned } from './testing/certificate.js';
import { eventually, happened, places, runNode, type TestNode } from './testing/running-node.js';

const MIB = 1024 * 1024;

it.each([
  ['nothing, and leaves', Buffer.alloc(0)],
  ['random bytes', randomBytes(10_000)],
  ['a TLS greeting', Buffer.from('16030100c8010000c403', 'hex')],
  ['half an HTTP/2 preface', Buffer.from('PRI * HT')],
  ['an HTTP/2 preface and rubbish', Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), randomBytes(2000)])],
  ['a broken HTTP/1 request', Buffer.from('GET /ping HTTP/1.1\r\nbroken header\r\n\r\n')],
])('stays healthy when someone sends %s', async (_what, bytes) => {
  const socket = connect(node.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => void socket.write(bytes, () => resolve()));
  socket.end();
  await new Promise((resolve) => void setTimeout(resolve, 50));
  socket.destroy();
  await healthy();
});

it.each([
  ...['Read', 'Append', 'BatchAppend'].map((method) => `streams.Streams/${method}`),
  ...['Create', 'Update', 'Delete', 'Read', 'GetInfo', 'ReplayParked', 'List'].map((method) => `persistent_subscriptions.PersistentSubscriptions/${method}`),
])('stays healthy when a message to %s is no protobuf, empty, or ends in the middle of a frame', async (method) => {
  for (const body of [frame(randomBytes(300)), frame(Buffer.from('0affffffff0f', 'hex')), frame(Buffer.alloc(0)), frame(Buffer.alloc(50)).subarray(0, 20)]) {
    const session = connectHttp2(`http://127.0.0.1:${node.port}`);
    session.on('error', () => undefined);
    const call = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST', [constants.HTTP2_HEADER_PATH]: `/event_store.client.${method}`,
      'content-type': 'application/grpc', te: 'trailers',
    });
    call.on('error', () => undefined).resume().end(body);
    await new Promise((resolve) => void call.on('close', resolve));
    session.destroy();
  }
  await healthy();
});

it('waits two seconds for an append to arrive whole, and no longer, then lets go of what has come of it', async () => {
  const client = rawClient(node.port);
  const stream = `slow-${randomUUID()}`;
  const begun = performance.now();
  const error = await new Promise<ServiceError | null>((resolve) => {
    const call = client.append((failure) => resolve(failure));
    call.write(new streams.AppendReq().setOptions(new streams.AppendReq.Options().setStreamIdentifier(identifier(stream)).setAny(new shared.Empty() as never)));
    call.write(proposedAlone(1000));
  });
  expect(error).toMatchObject({ code: 4, details: 'The append did not arrive within 2000 ms' });
  expect(performance.now() - begun).toBeGreaterThan(1900);
  client.close();
  await healthy();
});

it.each([['without TLS', undefined], ['with it', selfSigned()]])('takes a megabyte of a connection and of a call ahead, %s', async (_what, tls) => {
  const own = await runNode({ inMemory: true, ...(tls && { tls }) });
  const session = connectHttp2(`${tls ? 'https' : 'http'}://127.0.0.1:${own.port}`, { rejectUnauthorized: false });
  const call = session.request({ [constants.HTTP2_HEADER_METHOD]: 'POST', [constants.HTTP2_HEADER_PATH]: '/event_store.client.streams.Streams/BatchAppend', 'content-type': 'application/grpc', te: 'trailers' });
  call.on('error', () => undefined);
  await eventually(() => session.remoteSettings.initialWindowSize === MIB && (session.state.remoteWindowSize ?? 0) >= MIB, 'windows of a megabyte');
  session.destroy();
  await own.stop();
});

it('closes connections that stop half-way, with and without TLS', async () => {
  const secure = await runNode({ inMemory: true, tls: selfSigned() });
  const half = 'GET /ping HTTP/1.1\r\nhost: x\r\n';
  const plain = connect(node.port, '127.0.0.1', () => plain.write(half));
  const silent = connectTls({ port: secure.port, host: '127.0.0.1', rejectUnauthorized: false });
  const begun = connectTls({ port: secure.port, host: '127.0.0.1', rejectUnauthorized: false }, () => begun.write(half));
  const closed = [plain, silent, begun].map((socket) => new Promise((resolve) => void socket.on('error', () => undefined).on('close', resolve).resume()));
  await Promise.all(closed);
  await secure.stop();
  await healthy();
});

it('advertises what it does and nothing else', async () => {
  const features = await supportedMethods();
  expect(features.getEventStoreServerVersion()).toMatch(/^24\.10\.\d+$/);
  const names = features.getMethodsList().map((method) => `${method.getServiceName()}/${method.getMethodName()}`);
  expect(names).toEqual(expect.arrayContaining(['batchappend', 'delete', 'tombstone'].map((method) => `event_store.client.streams.streams/${method}`)));
  expect(names).not.toContain('event_store.client.projections.projections/create');
});

function proposedAlone(bytes: number): streams.AppendReq {
  const message = new streams.AppendReq.ProposedMessage().setId(uuid()).setData(new Uint8Array(bytes));
  message.getMetadataMap().set('type', 'T').set('content-type', 'application/octet-stream');
  return new streams.AppendReq().setProposedMessage(message);
}

async function healthy(): Promise<void> {
  const stream = `benchmark-${randomUUID()}`;
  await node.client.appendToStream(stream, happened(1));
  expect(await places(node.client.readStream(stream))).toEqual([`0@${stream}`]);
  expect(await node.client.listAllPersistentSubscriptions()).toEqual([]);
  expect((await fetch(`http://127.0.0.1:${node.port}/health/live`)).status).toBe(204);
}

async function supportedMethods(): Promise<features.SupportedMethods> {
  const client = new featuresGrpc.ServerFeaturesClient(`127.0.0.1:${node.port}`, credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) => client.getSupportedMethods(new shared.Empty(), (error, methods) => (error ? reject(error) : resolve(methods))));
  } finally {
    client.close();
  }
}

let node: TestNode;
beforeAll(async () => void (node = await runNode({ inMemory: true })));
afterAll(() => node.stop());
