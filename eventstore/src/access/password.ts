import { createHash, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** What is kept of a password; both in base64. */
export interface Sealed {
  readonly salt: string;
  readonly hash: string;
}

const LENGTH = 32;
/** About 10 ms a try. */
const COST = { N: 4096 };

export function seal(password: string): Sealed {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: scryptSync(password, salt, LENGTH, COST).toString('base64') };
}

export function opens({ salt, hash }: Sealed, password: string): boolean {
  return timingSafeEqual(scryptSync(password, Buffer.from(salt, 'base64'), LENGTH, COST), Buffer.from(hash, 'base64'));
}

/** For what is asked with every call: quick, and never stored. */
export const digest = (password: string): Buffer => createHash('sha256').update(password).digest();
