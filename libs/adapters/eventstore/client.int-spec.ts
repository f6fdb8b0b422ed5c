import { once } from 'node:events';
import { createServer, type ServerHttp2Session, type Settings } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, it } from '@jest/globals';
import { credentials, status } from '@grpc/grpc-js';
import { UnavailableError } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Client } from './client.js';
import { newestRequest } from './read-request.js';

it('survives that a cluster is looked for in vain while another call is lost', async () => {
  const client = new LosingClient({ endpoints: [{ address: '127.0.0.1', port: 1 }], maxDiscoverAttempts: 1 }, { insecure: true });
  const search = expect(client.search()).rejects.toThrow('Failed to discover');
  await expect(client.lose()).resolves.toBeUndefined();
  await search;
});

it('lets a megabyte be on its way to it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Client({ endpoint: { address: '127.0.0.1', port: (server.address() as AddressInfo).port } }, { insecure: true });
  const call = client.openReadCall(newestRequest());
  const [session] = (await once(server, 'session')) as [ServerHttp2Session];
  const [settings] = (await once(session, 'remoteSettings')) as [Settings];
  expect(settings.initialWindowSize).toBe(1024 * 1024);
  (await call).on('error', () => undefined);
  await client.hangUp();
  session.destroy();
  server.close();
});

class LosingClient extends Client {
  search(): Promise<unknown> {
    return this.getChannel();
  }

  lose(): Promise<void> {
    const call = new StreamsClient('127.0.0.1:1', credentials.createInsecure());
    return this.handleError(call, Object.assign(new UnavailableError(), { code: status.UNAVAILABLE }));
  }
}
