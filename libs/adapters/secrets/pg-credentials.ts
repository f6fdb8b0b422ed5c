import type { Pool } from 'pg';
import { Credentials, type Login } from '#ports';
import { reaching } from './reaching.js';
import { Vault, type SealedRow } from './vault.js';

/** Logins in `secrets.credential`, each sealed for its benchmark. */
export class PgCredentials extends Credentials {
  private readonly vault: Vault;

  constructor(
    private readonly pool: Pool,
    masterKey: Uint8Array,
  ) {
    super();
    this.vault = new Vault(masterKey);
  }

  async keep(benchmarkId: string, { username, password }: Login): Promise<void> {
    const row = this.vault.seal(Buffer.from(JSON.stringify({ username, password })), benchmarkId);
    const sql = `INSERT INTO secrets.credential (benchmark_id, key_id, wrapped_key, ciphertext) VALUES ($1, $2, $3, $4)
       ON CONFLICT (benchmark_id) DO UPDATE SET key_id = excluded.key_id, wrapped_key = excluded.wrapped_key,
         ciphertext = excluded.ciphertext, created_at = now()`;
    await reaching(() => this.pool.query(sql, [benchmarkId, row.key_id, row.wrapped_key, row.ciphertext]));
  }

  async find(benchmarkId: string): Promise<Login | undefined> {
    const select = 'SELECT key_id, wrapped_key, ciphertext FROM secrets.credential WHERE benchmark_id = $1';
    const { rows } = await reaching(() => this.pool.query<SealedRow>(select, [benchmarkId]));
    if (!rows[0]) return undefined;
    const login = this.vault.open(rows[0], benchmarkId, `the login of ${benchmarkId}`);
    return JSON.parse(login.toString('utf8')) as Login;
  }

  async forget(benchmarkId: string): Promise<void> {
    await reaching(() => this.pool.query('DELETE FROM secrets.credential WHERE benchmark_id = $1', [benchmarkId]));
  }

  async forgetOlderThan(days: number): Promise<number> {
    const sql = "DELETE FROM secrets.credential WHERE created_at < now() - $1 * interval '1 day'";
    return (await reaching(() => this.pool.query(sql, [days]))).rowCount ?? 0;
  }
}
