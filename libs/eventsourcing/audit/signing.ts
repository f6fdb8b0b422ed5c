import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { keyIdOf, signedText, type KeyRecord, type Signed } from './records.js';
import type { Signer } from './audit-keys.js';

/** A new Ed25519 key: what is published of it, and its secret half (PKCS #8, DER). */
export interface NewKey {
  readonly record: Signed<KeyRecord>;
  readonly privateKey: Buffer;
}

/** Made by the key before it, which vouches for it; where there is none, it vouches for itself. */
export function newAuditKey(voucher?: Signer): NewKey {
  const pair = generateKeyPairSync('ed25519');
  const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' });
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const content = { format: 'slowking.key/1', key_id: keyIdOf(publicKey), public_key: publicKey, previous: voucher?.keyId ?? null } as const;
  const { sign: vouch } = voucher ?? signerOf(privateKey, content.key_id);
  return { record: { ...content, signature: vouch(signedText(content)) }, privateKey };
}

/** Signs with the secret half of a key. */
export function signerOf(privateKey: Buffer, keyId: string): Signer {
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' });
  return { keyId, sign: (text) => sign(null, Buffer.from(text), key).toString('base64') };
}
