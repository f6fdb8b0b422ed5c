import { credentials, Metadata, type ChannelCredentials } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import type { Server } from './server.js';

/** For the protocol's own clients, as they are generated: where the server is, and how it is reached. */
export function channel({ url, host, credentials: { username, password } }: Server): [address: string, credentials: ChannelCredentials] {
  const [address = ''] = host.split(',');
  if (/[?&]tls=false/i.test(url)) return [address, credentials.createInsecure()];
  const ca = /[?&]tlsCAFile=([^&]+)/i.exec(url)?.[1];
  const secure = credentials.createSsl(ca ? readFileSync(decodeURIComponent(ca)) : null);
  const login = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const asUser = credentials.createFromMetadataGenerator((_options: unknown, told: (error: Error | null, metadata?: Metadata) => void) => {
    const metadata = new Metadata();
    metadata.set('authorization', login);
    told(null, metadata);
  });
  return [address, credentials.combineChannelCredentials(secure, asUser)];
}
