import type { UserDetails } from '../access/stored-user.js';
import { bytes, message, text, uint } from './wire.js';
import { WireReader } from './wire-reader.js';

/** CreateReq and UpdateReq. */
export interface UserRequest {
  readonly loginName: string;
  readonly password: string;
  readonly fullName: string;
  readonly groups: readonly string[];
}

/** ChangePasswordReq and ResetPasswordReq; the latter knows of no current one. */
export interface PasswordRequest {
  readonly loginName: string;
  readonly current: string;
  readonly password: string;
}

export function decodeUser(request: Buffer): UserRequest {
  const found = texts(request);
  return { loginName: found.get(1)?.[0] ?? '', password: found.get(2)?.[0] ?? '', fullName: found.get(3)?.[0] ?? '', groups: found.get(4) ?? [] };
}

/** DeleteReq, EnableReq, DisableReq and DetailsReq. */
export interface LoginRequest {
  readonly loginName: string;
}

export const decodeLogin = (request: Buffer): LoginRequest => ({ loginName: texts(request).get(1)?.[0] ?? '' });

export const decodePassword = (fields: { readonly password: number; readonly current: number }) => (request: Buffer): PasswordRequest => {
  const found = texts(request);
  const only = (field: number): string => found.get(field)?.[0] ?? '';
  return { loginName: only(1), current: only(fields.current), password: only(fields.password) };
};

/** A DetailsResp; its time is in ticks of 100 ns. */
export const detailsResponse = ({ loginName, fullName, groups, disabled, updated }: UserDetails): Buffer => bytes(1, message(
  text(1, loginName), text(2, fullName), ...groups.map((group) => text(3, group)), bytes(4, uint(1, updated * 10_000)), uint(5, disabled ? 1 : 0),
));

/** The texts in the options, which are all that these messages have, by the numbers of their fields. */
function texts(request: Buffer): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const outer = new WireReader(request); outer.next();) {
    if (outer.field !== 1) continue;
    for (const reader = outer.inner; reader.next();) {
      const known = found.get(reader.field);
      if (known) known.push(reader.text);
      else found.set(reader.field, [reader.text]);
    }
  }
  return found;
}
