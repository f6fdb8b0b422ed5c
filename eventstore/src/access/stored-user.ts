import { isObject } from '../log/stream-metadata.js';
import { isSealed, type Sealed } from './password.js';

/** What there is to know of a user. */
export interface UserDetails {
  readonly loginName: string;
  readonly fullName: string;
  readonly groups: readonly string[];
  readonly disabled: boolean;
  /** Milliseconds since 1970. */
  readonly updated: number;
}

/** As it is stored; without a password of its own a built-in user has the one the node is started with. */
export interface StoredUser extends UserDetails {
  readonly password?: Sealed | undefined;
  readonly isDeleted?: boolean;
}

/** What an event says of a user; undefined if it is none of ours: whoever may write anywhere may have written it. */
export function parseUser(data: Buffer): StoredUser | undefined {
  try {
    const found: unknown = JSON.parse(data.toString());
    return isStoredUser(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isStoredUser(found: unknown): found is StoredUser {
  if (!isObject(found)) return false;
  const { loginName, fullName, groups, disabled, updated, password } = found;
  return typeof loginName === 'string' && typeof fullName === 'string' && typeof disabled === 'boolean' && typeof updated === 'number'
    && Array.isArray(groups) && groups.every((group) => typeof group === 'string') && (password === undefined || isSealed(password));
}
