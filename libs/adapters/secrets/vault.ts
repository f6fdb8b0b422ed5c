import { createHash } from 'node:crypto';
import { newKey, seal, unseal } from './sealed-box.js';

/** A secret as a table keeps it: encrypted with a key of its own, which the master key wraps. */
export interface SealedRow {
  readonly key_id: string;
  readonly wrapped_key: Buffer;
  readonly ciphertext: Buffer;
}

/** Seals secrets into rows. Each is bound to what it is kept for: a row that is copied to another one does not open. */
export class Vault {
  /** Tells one master key from another, and nothing else of it. */
  readonly keyId: string;

  constructor(private readonly masterKey: Uint8Array) {
    if (masterKey.length !== 32) throw new Error('a master key has 32 bytes');
    this.keyId = createHash('sha256').update('slowking key id').update(masterKey).digest('hex').slice(0, 16);
  }

  seal(content: Uint8Array, keptFor: string): SealedRow {
    const dataKey = newKey();
    return {
      key_id: this.keyId,
      wrapped_key: seal(this.masterKey, dataKey, keptFor),
      ciphertext: seal(dataKey, content, keptFor),
    };
  }

  /** Throws where it does not open, and says of what. */
  open(row: SealedRow, keptFor: string, what: string): Buffer {
    if (row.key_id !== this.keyId) throw new Error(`${what} was kept with another master key`);
    const dataKey = unseal(this.masterKey, row.wrapped_key, keptFor);
    const content = dataKey && unseal(dataKey, row.ciphertext, keptFor);
    if (!content) throw new Error(`${what} was tampered with, or is another one's`);
    return content;
  }
}
