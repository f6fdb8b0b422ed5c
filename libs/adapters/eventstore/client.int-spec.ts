import { expect, it } from '@jest/globals';
import { credentials, status } from '@grpc/grpc-js';
import { UnavailableError } from '@eventstore/db-client';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Client } from './client.js';

it('survives that a cluster is looked for in vain while another call is lost', async () => {
  const client = new LosingClient({ endpoints: [{ address: '127.0.0.1', port: 1 }], maxDiscoverAttempts: 1 }, { insecure: true });
  const search = expect(client.search()).rejects.toThrow('Failed to discover');
  await expect(client.lose()).resolves.toBeUndefined();
  await search;
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
