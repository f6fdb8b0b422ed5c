import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditKeys } from '#eventsourcing';
import type { ApiKeys, SigningSecrets } from '#ports';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.js';
import { migrate } from '../postgres/migrate.js';
import { openPool } from '../prisma/pool.js';
import { masterKey } from './master-key.js';
import { PgApiKeys } from './pg-api-keys.js';
import { PgAuditKeys } from './pg-audit-keys.js';
import { PgSigningSecrets } from './pg-signing-secrets.js';

/** Where keys and secrets are kept. */
export interface KeyStorePlace {
  /** Missing: the embedded PostgreSQL of `home`. */
  readonly databaseUrl: string | undefined;
  readonly home: string;
  readonly secretKey: string | undefined;
  /** The folder of the migrations. */
  readonly migrations: string;
}

/** Keys and secrets, for a program of its own beside the API or before it. */
export interface KeyStore {
  readonly keys: ApiKeys;
  readonly secrets: SigningSecrets;
  readonly audit: AuditKeys;
  /** For people: without any password. */
  readonly where: string;
  close(): Promise<void>;
}

/** Joins an embedded PostgreSQL that runs, or starts it and stops it again. It is made where there is none. */
export async function openKeyStore(place: KeyStorePlace): Promise<KeyStore> {
  const { url, where, giveBack } = await database(place);
  const pool = openPool(url, { size: 1 });
  const close = async () => {
    await pool.end();
    await giveBack();
  };
  try {
    await migrate(url, place.migrations);
    const key = await masterKey({ value: place.secretKey, file: join(place.home, 'secret.key') });
    const audit = new PgAuditKeys(pool, key);
    return { keys: new PgApiKeys(pool), secrets: new PgSigningSecrets(pool, key), audit, where, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Whether there is anything yet that could hold a key. */
export const hasKeyStore = ({ databaseUrl, home }: KeyStorePlace): boolean =>
  databaseUrl !== undefined || existsSync(join(home, 'postgres'));

async function database({ databaseUrl, home }: KeyStorePlace) {
  if (databaseUrl !== undefined) {
    const { host, pathname } = new URL(databaseUrl);
    return { url: databaseUrl, where: `PostgreSQL at ${host}${pathname}`, giveBack: async () => undefined };
  }
  const folder = join(home, 'postgres');
  const server = await startEmbeddedPostgres(folder);
  const giveBack = async () => (server.isJoined ? undefined : server.stop());
  return { url: server.url, where: `the PostgreSQL in ${folder}`, giveBack };
}
