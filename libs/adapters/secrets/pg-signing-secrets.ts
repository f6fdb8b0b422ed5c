import type { Pool } from 'pg';
import { KeysUnavailable, SigningSecrets, type SigningTarget } from '#ports';
import { reaching } from './reaching.js';
import { Snapshot } from './snapshot.js';
import { Vault, type SealedRow } from './vault.js';

interface Row extends SealedRow {
  readonly host: string;
}

/** Secrets in `secrets.signing_secret`, each sealed for its host. */
export class PgSigningSecrets extends SigningSecrets {
  private readonly vault: Vault;
  private readonly kept = new Snapshot(() => this.load());

  constructor(
    private readonly pool: Pool,
    masterKey: Uint8Array,
  ) {
    super();
    this.vault = new Vault(masterKey);
  }

  async keep(host: string, secret: Uint8Array): Promise<void> {
    const row = this.vault.seal(secret, keptFor(host));
    const sql = `INSERT INTO secrets.signing_secret (host, key_id, wrapped_key, ciphertext) VALUES ($1, $2, $3, $4)
       ON CONFLICT (host) DO UPDATE SET key_id = $2, wrapped_key = $3, ciphertext = $4, created_at = now()`;
    await reaching(() => this.pool.query(sql, [host, row.key_id, row.wrapped_key, row.ciphertext]));
    this.kept.expire();
  }

  async list(): Promise<readonly SigningTarget[]> {
    const sql = 'SELECT host, created_at AS "createdAt" FROM secrets.signing_secret ORDER BY host COLLATE "C"';
    return (await reaching(() => this.pool.query<SigningTarget>(sql))).rows;
  }

  async remove(host: string): Promise<boolean> {
    const { rowCount } = await reaching(() => this.pool.query('DELETE FROM secrets.signing_secret WHERE host = $1', [host]));
    this.kept.expire();
    return rowCount === 1;
  }

  async find(host: string): Promise<Uint8Array | undefined> {
    const secret = (await this.kept.read()).get(host);
    // Nobody is let in, and nobody is sent away for good, because of a key of ours.
    if (secret instanceof Error) throw new KeysUnavailable(secret.message, { cause: secret });
    return secret;
  }

  private async load(): Promise<ReadonlyMap<string, Buffer | Error>> {
    const sql = 'SELECT host, key_id, wrapped_key, ciphertext FROM secrets.signing_secret';
    const { rows } = await this.pool.query<Row>(sql);
    return new Map(rows.map((row) => [row.host, this.opened(row)]));
  }

  private opened(row: Row): Buffer | Error {
    try {
      return this.vault.open(row, keptFor(row.host), `the signing secret of ${row.host}`);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}

/** Not what a login is kept for, whatever it is called. */
const keptFor = (host: string): string => `signing secret of ${host}`;
