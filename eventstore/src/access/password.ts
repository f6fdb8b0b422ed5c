import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { isObject } from '../log/stream-metadata.js';

/** What is kept of a password; both in base64. */
export interface Sealed {
  readonly salt: string;
  readonly hash: string;
}

const LENGTH = 32;
/** About 10 ms a try. */
const COST = { N: 4096 };
const hashed = promisify<string, Buffer, number, typeof COST, Buffer>(scrypt);

export const isSealed = (found: unknown): found is Sealed =>
  isObject(found) && typeof found['salt'] === 'string' && typeof found['hash'] === 'string' && Buffer.from(found['hash'], 'base64').length === LENGTH;

export async function seal(password: string): Promise<Sealed> {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: (await hashed(password, salt, LENGTH, COST)).toString('base64') };
}

export async function opens({ salt, hash }: Sealed, password: string): Promise<boolean> {
  return timingSafeEqual(await hashed(password, Buffer.from(salt, 'base64'), LENGTH, COST), Buffer.from(hash, 'base64'));
}

/** For what is asked with every call: quick, and never stored. */
export const digest = (password: string): Buffer => createHash('sha256').update(password).digest();
