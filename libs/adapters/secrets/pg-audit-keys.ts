import type { Pool, PoolClient } from 'pg';
import { AuditKeys, newAuditKey, signerOf, type KeyRecord, type NewKey, type Signed, type SignedHead, type Signer } from '#eventsourcing';
import { reaching } from './reaching.js';
import { Vault } from './vault.js';

interface Row {
  readonly sequence: number;
  readonly key_id: string;
  readonly public_key: string;
  readonly previous: string | null;
  readonly signature: string;
  readonly sealed_by: string;
  readonly wrapped_key: Buffer;
  readonly ciphertext: Buffer;
}

const NEWEST = 'SELECT * FROM secrets.audit_key ORDER BY sequence DESC LIMIT 1';

/** Keys in `secrets.audit_key`; what signs is encrypted, and is wiped when the next key takes over. */
export class PgAuditKeys extends AuditKeys {
  private readonly vault: Vault;

  constructor(
    private readonly pool: Pool,
    masterKey: Uint8Array,
  ) {
    super();
    this.vault = new Vault(masterKey);
  }

  async current(): Promise<Signer> {
    const { rows } = await reaching(() => this.pool.query<Row>(NEWEST));
    if (rows[0]) return this.signer(rows[0]);
    // Whoever comes first makes it.
    await reaching(() => this.insert(this.pool, newAuditKey(), 1, 'ON CONFLICT DO NOTHING'));
    return this.current();
  }

  async list(): Promise<readonly Signed<KeyRecord>[]> {
    const { rows } = await reaching(() => this.pool.query<Row>('SELECT * FROM secrets.audit_key ORDER BY sequence'));
    return rows.map(({ key_id, public_key, previous, signature }) => ({ format: 'slowking.key/1', key_id, public_key, previous, signature }));
  }

  async rotate(): Promise<Signed<KeyRecord>> {
    await this.current();
    return reaching(() => this.replace((newest) => newAuditKey(newest && this.signer(newest))));
  }

  async restart(): Promise<Signed<KeyRecord>> {
    return reaching(() => this.replace(() => newAuditKey(), 'DELETE FROM secrets.audit_head'));
  }

  async signed(): Promise<SignedHead | undefined> {
    const { rows } = await reaching(() => this.pool.query<{ head: SignedHead }>('SELECT head FROM secrets.audit_head'));
    return rows[0]?.head;
  }

  async remember(head: SignedHead): Promise<void> {
    const sql = 'INSERT INTO secrets.audit_head (singleton, head) VALUES (1, $1) ON CONFLICT (singleton) DO UPDATE SET head = $1';
    await reaching(() => this.pool.query(sql, [JSON.stringify(head)]));
  }

  /** The new key is there and the old one wiped, both or neither. */
  private async replace(make: (newest: Row | undefined) => NewKey, more?: string): Promise<Signed<KeyRecord>> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const { rows } = await client.query<Row>(`${NEWEST} FOR UPDATE`);
      const key = make(rows[0]);
      await client.query('UPDATE secrets.audit_key SET sealed_by = NULL, wrapped_key = NULL, ciphertext = NULL');
      await this.insert(client, key, (rows[0]?.sequence ?? 0) + 1);
      if (more) await client.query(more);
      await client.query('COMMIT');
      return key.record;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  private async insert(to: Pool | PoolClient, { record, privateKey }: NewKey, sequence: number, otherwise = ''): Promise<void> {
    const { key_id: sealedBy, wrapped_key: wrapped, ciphertext } = this.vault.seal(privateKey, keptFor(record.key_id));
    await to.query(
      `INSERT INTO secrets.audit_key (sequence, key_id, public_key, previous, signature, sealed_by, wrapped_key, ciphertext)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ${otherwise}`,
      [sequence, record.key_id, record.public_key, record.previous, record.signature, sealedBy, wrapped, ciphertext],
    );
  }

  private signer({ key_id: keyId, sealed_by, wrapped_key, ciphertext }: Row): Signer {
    return signerOf(this.vault.open({ key_id: sealed_by, wrapped_key, ciphertext }, keptFor(keyId), 'the key of the audit trail'), keyId);
  }
}

/** Not what a login or a target's secret is kept for. */
const keptFor = (keyId: string): string => `audit key ${keyId}`;
