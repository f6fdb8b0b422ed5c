import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import { ApiKeys, type ApiKey, type Role } from '#ports';
import { reaching } from './reaching.js';
import { Snapshot } from './snapshot.js';

const FORM = /^slowking_(?:operator|instrumenter|auditor)_[A-Za-z0-9_-]{43}$/;
const COLUMNS = 'key_id AS "keyId", name, role, created_at AS "createdAt", revoked_at AS "revokedAt"';

/** Every key there is, by the first bytes of its digest. */
interface Kept {
  readonly isEmpty: boolean;
  readonly byStart: ReadonlyMap<string, readonly Row[]>;
}

interface Row extends ApiKey {
  readonly sha256: Buffer;
}

/** Keys in `secrets.api_key`, of which only the SHA-256 is kept: 256 random bits need no salt. */
export class PgApiKeys extends ApiKeys {
  private readonly kept = new Snapshot(() => this.load());

  constructor(private readonly pool: Pool) {
    super();
  }

  async create(role: Role, name: string): Promise<ApiKey & { readonly key: string }> {
    const key = `slowking_${role}_${randomBytes(32).toString('base64url')}`;
    const sql = `INSERT INTO secrets.api_key (key_id, name, role, sha256) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`;
    const values = [randomBytes(6).toString('hex'), name, role, digestOf(key)];
    const { rows } = await reaching(() => this.pool.query<ApiKey>(sql, values));
    this.kept.expire();
    return { ...rows[0]!, key };
  }

  async list(): Promise<readonly ApiKey[]> {
    const sql = `SELECT ${COLUMNS} FROM secrets.api_key ORDER BY created_at DESC, key_id`;
    return (await reaching(() => this.pool.query<ApiKey>(sql))).rows;
  }

  async revoke(keyId: string): Promise<boolean> {
    const sql = 'UPDATE secrets.api_key SET revoked_at = COALESCE(revoked_at, now()) WHERE key_id = $1';
    const { rowCount } = await reaching(() => this.pool.query(sql, [keyId]));
    this.kept.expire();
    return rowCount === 1;
  }

  async find(presented: string): Promise<ApiKey | undefined> {
    if (!FORM.test(presented)) return undefined;
    const digest = digestOf(presented);
    // Where it is not known, it may have been made a moment ago.
    const found = among(await this.kept.read(), digest) ?? among(await this.kept.readAgain(), digest);
    if (!found || found.revokedAt !== null) return undefined;
    const { sha256: _sha256, ...key } = found;
    return key;
  }

  async isEmpty(): Promise<boolean> {
    return (await this.kept.read()).isEmpty;
  }

  private async load(): Promise<Kept> {
    const { rows } = await this.pool.query<Row>(`SELECT ${COLUMNS}, sha256 FROM secrets.api_key`);
    return { isEmpty: rows.length === 0, byStart: Map.groupBy(rows, ({ sha256 }) => startOf(sha256)) };
  }
}

const digestOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** Where to look; which one it is, is compared in constant time. */
const startOf = (digest: Buffer): string => digest.toString('hex', 0, 4);

const among = (kept: Kept, digest: Buffer): Row | undefined =>
  kept.byStart.get(startOf(digest))?.find(({ sha256 }) => timingSafeEqual(sha256, digest));
