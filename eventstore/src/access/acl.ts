import { isObject, parseAcl, type Acl, type Right } from '../log/stream-metadata.js';

/** Who calls, and the groups that count for them. */
export interface Caller {
  readonly name: string;
  readonly groups: readonly string[];
}

/** As others are told who calls. */
export const nameOf = (caller: Caller | undefined): string => caller?.name ?? 'anonymous';

/** What `$settings` says of streams whose own metadata says nothing. */
export interface DefaultAcls {
  readonly user: Acl;
  readonly system: Acl;
}

export const NO_DEFAULTS: DefaultAcls = { user: {}, system: {} };
const EVERYONE = '$all';
const ADMINS = '$admins';

export const isAdmin = ({ name, groups }: Caller): boolean => name === 'admin' || groups.includes(ADMINS);

/** Whether a caller has a right on a stream: by the stream's own list, else by that of its class, else by what is built in. */
export function permits(caller: Caller, right: Right, stream: string, own: Acl, defaults: DefaultAcls): boolean {
  if (isAdmin(caller)) return true;
  const isSystem = stream.startsWith('$');
  const list = own[right] ?? (isSystem ? defaults.system : defaults.user)[right] ?? [isSystem ? ADMINS : EVERYONE];
  return list.some((name) => name === EVERYONE || name === caller.name || caller.groups.includes(name));
}

/** The document in `$settings`; one that makes no sense counts for nothing. */
export function parseDefaults(data: Uint8Array): DefaultAcls {
  try {
    const document: unknown = JSON.parse(Buffer.from(data).toString());
    if (!isObject(document)) return NO_DEFAULTS;
    return { user: parseAcl(document['$userStreamAcl']), system: parseAcl(document['$systemStreamAcl']) };
  } catch {
    return NO_DEFAULTS;
  }
}
