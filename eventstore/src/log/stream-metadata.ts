/** The number of the event that ends a stream for good; on the wire the highest 64-bit number, which none of ours can hold. */
export const TOMBSTONE = Number.MAX_SAFE_INTEGER;
const HIGHEST = 2n ** 63n - 1n;

/** A number as it is written for others. */
export const revisionText = (revision: number): string => (revision === TOMBSTONE ? String(HIGHEST) : String(revision));

/** What revisionText wrote. */
export const revisionOf = (digits: string): number => (digits === String(HIGHEST) ? TOMBSTONE : Number(digits));

/** Who may do what, by names of users and groups; undefined where the stream says nothing. */
export interface Acl {
  readonly $r?: readonly string[];
  readonly $w?: readonly string[];
  readonly $d?: readonly string[];
  readonly $mr?: readonly string[];
  readonly $mw?: readonly string[];
}

export type Right = keyof Acl;

/** What the node itself obeys of a stream's metadata. */
export interface StreamMetadata {
  /** Numbers below are not to be seen; TOMBSTONE: the stream is deleted until something is appended to it. */
  readonly truncateBefore: number;
  readonly maxCount: number;
  readonly maxAgeSeconds: number;
  readonly acl: Acl;
  /** As it was written; kept only where the stream is deleted, as its revival writes it again. */
  readonly document: Uint8Array | undefined;
}

export const NO_METADATA: StreamMetadata = { truncateBefore: 0, maxCount: Infinity, maxAgeSeconds: Infinity, acl: {}, document: undefined };

/** What a soft delete writes; whatever was there before is lost. */
export const SOFT_DELETED = Buffer.from(`{"$tb":${HIGHEST}}`);

export const isSoftDeleted = ({ truncateBefore }: StreamMetadata): boolean => truncateBefore === TOMBSTONE;

/** One key of a wrong type and the whole document counts for nothing, as it does in EventStoreDB. */
export function parseMetadata(data: Uint8Array): StreamMetadata {
  const document = parsed(data, exact);
  if (!document) return NO_METADATA;
  try {
    whole(document['$cacheControl']);
    if (document['$tmp'] !== undefined && typeof document['$tmp'] !== 'boolean') return NO_METADATA;
    const truncateBefore = atLeast(0, whole(document['$tb'])) ?? 0;
    return {
      truncateBefore,
      maxCount: atLeast(1, whole(document['$maxCount'])) ?? Infinity,
      maxAgeSeconds: atLeast(1, whole(document['$maxAge'])) ?? Infinity,
      acl: parseAcl(document['$acl']),
      document: truncateBefore === TOMBSTONE ? data : undefined,
    };
  } catch {
    return NO_METADATA;
  }
}

/** The document with another first number, all else as it was written; undefined if it is no document. */
export function withTruncateBefore(data: Uint8Array, revision: number): Buffer | undefined {
  try {
    const document = parsed(data, verbatim);
    return document && Buffer.from(JSON.stringify({ ...document, $tb: revision }));
  } catch {
    // Nested too deeply to be written again.
    return undefined;
  }
}

const RIGHTS: readonly string[] = ['$r', '$w', '$d', '$mr', '$mw'];

/** The rights a document grants; throws when it is none. */
export function parseAcl(value: unknown): Acl {
  if (value === undefined) return {};
  if (!isObject(value)) throw new TypeError('an ACL is an object');
  return Object.fromEntries(Object.entries(value).map(([right, names]) => {
    const list: unknown[] = Array.isArray(names) ? names : [names];
    if (!RIGHTS.includes(right) || !list.every((name) => typeof name === 'string')) throw new TypeError(`${right} is no right`);
    return [right, list];
  }));
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Reviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown;

function parsed(data: Uint8Array, reviver: Reviver): Record<string, unknown> | undefined {
  try {
    const document: unknown = JSON.parse(Buffer.from(data).toString(), reviver);
    return isObject(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Whole numbers as BigInt: what means "deleted" is beyond what a number can tell from its neighbours. */
const exact: Reviver = (_key, value, context) =>
  typeof value === 'number' && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context!.source!) : value;

const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

const verbatim: Reviver = (_key, value, context) => (typeof value === 'number' && context?.source ? rawJSON(context.source) : value);

function whole(value: unknown): bigint | undefined {
  if (value === undefined || (typeof value === 'bigint' && value <= HIGHEST && value >= -HIGHEST - 1n)) return value;
  throw new TypeError('not a 64-bit number');
}

/** Clamped to what a number holds: no stream gets that long. */
function atLeast(lowest: number, value: bigint | undefined): number | undefined {
  if (value === undefined || value < lowest) return undefined;
  if (value === HIGHEST) return TOMBSTONE;
  return Math.min(Number(value), TOMBSTONE - 1);
}
