import { credentials, Metadata, type ChannelCredentials } from '@grpc/grpc-js';
import { readFileSync } from 'node:fs';
import { Users } from '../../src/testing/user-calls.js';
import type { Server } from './server.js';

interface Reached extends Pick<Server, 'url' | 'host' | 'isSecured' | 'credentials'> {
  /** Each call brings its own login. */
  readonly isAnonymous?: boolean;
}

/** For the protocol's own clients, as they are generated: where the server is, and how it is reached. */
export function channel({ url, host, isSecured, isAnonymous = false, credentials: { username, password } }: Reached): [address: string, credentials: ChannelCredentials] {
  const [address = ''] = host.split(',');
  if (!isSecured) return [address, credentials.createInsecure()];
  const ca = /[?&]tlsCAFile=([^&]+)/i.exec(url)?.[1];
  const secure = credentials.createSsl(ca ? readFileSync(decodeURIComponent(ca)) : null);
  if (isAnonymous) return [address, secure];
  const login = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const asUser = credentials.createFromMetadataGenerator((_options: unknown, told: (error: Error | null, metadata?: Metadata) => void) => {
    const metadata = new Metadata();
    metadata.set('authorization', login);
    told(null, metadata);
  });
  return [address, credentials.combineChannelCredentials(secure, asUser)];
}

/** The server's users, managed by the admin that its connection string names. */
export const usersOf = (server: Server): Users =>
  new Users(...channel({ ...server, isAnonymous: true }), `${server.credentials.username}:${server.credentials.password}`);
