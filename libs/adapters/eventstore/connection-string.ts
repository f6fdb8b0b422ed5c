import { readFileSync } from 'node:fs';
import type { ChannelCredentialOptions } from '@eventstore/db-client';
import { parseConnectionString, type ConnectionOptions } from '@eventstore/db-client/dist/Client/parseConnectionString.js';
import { BadSettings } from '../settings/settings.js';
import { Client } from './client.js';

/** A ping this often, and this long for its answer: a dead connection is noticed within 15 seconds. */
const KEEP_ALIVE = { keepAliveInterval: 10_000, keepAliveTimeout: 4_000 };
const KURRENT = /^\s*(?:kurrentdb|kurrent|kdb)(?=(?:\+discover)?:)/;

/**
 * Opens clients for `esdb://` and `esdb+discover://` strings, and for the same with KurrentDB's names. Throws BadSettings
 * when the string cannot be read; nothing of the string is in it, for there may be a password.
 */
export function clientsFor(connectionString: string): () => Client {
  const options = parse(connectionString.replace(KURRENT, 'esdb'));
  const channel = channelOptions(options);
  return () => open(options, channel);
}

function parse(connectionString: string): ConnectionOptions {
  try {
    return parseConnectionString(connectionString);
  } catch {
    throw new BadSettings('EVENTSTORE_URL must be a connection string like esdb://127.0.0.1:2113?tls=false');
  }
}

function open({ dnsDiscover, hosts, defaultCredentials, ...options }: ConnectionOptions, channel: ChannelCredentialOptions) {
  const settings = { ...KEEP_ALIVE, ...options, throwOnAppendFailure: true };
  const [first] = hosts;
  if (!first) throw new BadSettings('EVENTSTORE_URL names no host');
  if (dnsDiscover) return new Client({ ...settings, discover: first }, channel, defaultCredentials);
  if (hosts.length > 1) return new Client({ ...settings, endpoints: hosts }, channel, defaultCredentials);
  return new Client({ ...settings, endpoint: first }, channel, defaultCredentials);
}

function channelOptions({ tls, tlsCAFile, userCertFile, userKeyFile }: ConnectionOptions): ChannelCredentialOptions {
  if (tls === false) return { insecure: true };
  return {
    ...(tlsCAFile && { rootCertificate: read(tlsCAFile) }),
    ...(userCertFile && { userCertFile: read(userCertFile) }),
    ...(userKeyFile && { userKeyFile: read(userKeyFile) }),
  };
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new BadSettings(`EVENTSTORE_URL names a file that cannot be read: ${String(error)}`);
  }
}
