/** What a key allows: everything; instrumentation only; reading only. */
export const ROLES = ['operator', 'instrumenter', 'auditor'] as const;
/** One of them. */
export type Role = (typeof ROLES)[number];

/** What is known of a key; not the key itself, which nobody can show again. */
export interface ApiKey {
  readonly keyId: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

/** Keys, secrets or logins cannot be reached right now. It may pass. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

/** Who may call the API. What is answered may be seconds old. */
export abstract class ApiKeys {
  /** Makes a key of 256 random bits. */
  abstract create(role: Role, name: string): Promise<ApiKey & { readonly key: string }>;
  /** All there ever were, the newest first. */
  abstract list(): Promise<readonly ApiKey[]>;
  /** For good; again is no error. False: there is no such key. */
  abstract revoke(keyId: string): Promise<boolean>;
  /** Undefined: it was never made, or is revoked. Throws KeysUnavailable. */
  abstract find(presented: string): Promise<ApiKey | undefined>;
  /** Whether no key was ever made; one that is revoked counts. Throws KeysUnavailable. */
  abstract isEmpty(): Promise<boolean>;
}
