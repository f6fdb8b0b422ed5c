import { type INestApplication, Logger } from '@nestjs/common';
import { BadSettings, type Settings } from '#adapters';
import { ApiKeys, SigningSecrets } from '#ports';
import { isLoopback } from '../http/loopback.js';
import { Door } from './door.js';
import { RateLimit } from './rate-limit.js';

const MAKE_ONE = 'npm run --silent keys -- create --role operator --name <name>';

/** The door of an API. Throws BadSettings where others could reach it and nobody has a key. */
export async function doorOf(api: INestApplication, { host, rateLimit }: Pick<Settings, 'host' | 'rateLimit'>): Promise<Door> {
  const keys = api.get(ApiKeys);
  const door = new Door(keys, api.get(SigningSecrets), isLoopback(host), new RateLimit(rateLimit));
  if (isLoopback(host)) {
    const unknown = () => new Logger('Access').warn('Whether the API is open cannot be told yet: PostgreSQL does not answer.');
    await door.isOpen().catch(unknown);
  } else if (await keys.isEmpty()) {
    await api.close();
    throw new BadSettings(`SLOWKING_HOST: ${host} is reachable by others, and there are no keys. Make one: ${MAKE_ONE}`);
  }
  return door;
}
