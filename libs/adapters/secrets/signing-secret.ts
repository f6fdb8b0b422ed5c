import { randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
/** Bytes, as Standard Webhooks has them. */
const [SHORTEST, LONGEST] = [24, 64];

/** A new secret of 256 random bits, as Standard Webhooks writes it. */
export const newSigningSecret = (): string => PREFIX + randomBytes(32).toString('base64');

/** The bytes of a secret, with `whsec_` or without. Undefined: it is none. */
export function parseSigningSecret(text: string): Buffer | undefined {
  const base64 = text.trim().replace(new RegExp(`^${PREFIX}`), '');
  const bytes = Buffer.from(base64, 'base64');
  const isExact = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '');
  return isExact && bytes.length >= SHORTEST && bytes.length <= LONGEST ? bytes : undefined;
}
