import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A new random key for one secret. */
export const newKey = (): Buffer => randomBytes(32);

/** Encrypts with AES-256-GCM: nonce, ciphertext, tag. Only what it was sealed for opens it. */
export function seal(key: Uint8Array, content: Uint8Array, sealedFor: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(sealedFor));
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** Undefined: another key, made for something else, or not as it was sealed. */
export function unseal(key: Uint8Array, box: Uint8Array, sealedFor: string): Buffer | undefined {
  if (box.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const [nonce, tag] = [box.subarray(0, NONCE_BYTES), box.subarray(-TAG_BYTES)];
  const cipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(sealedFor)).setAuthTag(tag);
  try {
    return Buffer.concat([cipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]);
  } catch {
    return undefined;
  }
}
