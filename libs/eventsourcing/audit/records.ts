import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Where checkpoints and keys are recorded. */
export const AUDIT_STREAM = 'audit-checkpoints';
export const KEY_INTRODUCED = 'AuditKeyIntroduced';
export const CHECKPOINT_SEALED = 'CheckpointSealed';

/** The newest event of a stream that a checkpoint covers. */
export interface Head {
  readonly stream: string;
  readonly revision: number;
  /** Its leaf. */
  readonly hash: string;
}

/** What a checkpoint states. Hashes are 64 hexadecimal digits. */
export interface Checkpoint {
  readonly format: 'slowking.checkpoint/1';
  /** Chain hash of the first key's introduction: tells one system from another. */
  readonly system: string;
  readonly tree_size: number;
  readonly root: string;
  /** Of the last leaf, in the whole log. */
  readonly position: number;
  /** Roots of the complete subtrees, the largest first: what the tree grows on from. */
  readonly frontier: readonly string[];
  /** Of the streams that were written to since the checkpoint before. */
  readonly heads: readonly Head[];
  /** Chain hash of the event before it in `audit-checkpoints`. */
  readonly previous: string;
  readonly key_id: string;
}

/** A key that signs from now on. `signature` is that of the key before it, or, where `previous` is null, its own. */
export interface KeyRecord {
  readonly format: 'slowking.key/1';
  readonly key_id: string;
  /** SubjectPublicKeyInfo, DER, base64: what is between the lines of a PEM file. */
  readonly public_key: string;
  readonly previous: string | null;
}

/** Ed25519 over the canonical JSON of all the rest; base64. */
export type Signed<Content> = Content & { readonly signature: string };

/** What is signed: the canonical JSON of RFC 8785. */
export function signedText(content: object): string {
  const text = canonicalize(content);
  if (text === undefined) throw new TypeError('What is signed is a JSON object.');
  return text;
}

/** The first 32 hexadecimal digits of the SHA-256 of the key in DER. */
export const keyIdOf = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 32);

/** Whether the signature is by that key. What is no key has signed nothing. */
export function isSignedBy<Content extends object>({ signature, ...content }: Signed<Content>, publicKey: string): boolean {
  try {
    const key = ed25519(publicKey);
    return key !== undefined && verify(null, Buffer.from(signedText(content)), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

function ed25519(publicKey: string): KeyObject | undefined {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return key.asymmetricKeyType === 'ed25519' ? key : undefined;
}

const HASH = /^[0-9a-f]{64}$/;
const isText = (value: unknown): value is string => typeof value === 'string';
const isHash = (value: unknown): boolean => isText(value) && HASH.test(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
type Loose<T> = { readonly [Key in keyof T]?: unknown };

/** Whether data from outside is a checkpoint; what it is worth, its signature tells. */
export function isCheckpoint(data: unknown): data is Signed<Checkpoint> {
  const { format, system, tree_size, root, position, frontier, heads, previous, key_id, signature } = (data ?? {}) as Loose<Signed<Checkpoint>>;
  if (format !== 'slowking.checkpoint/1' || !isHash(system) || !isCount(tree_size) || !isCount(position) || !isHash(root)) return false;
  if (!isHash(previous)) return false;
  return isText(key_id) && isText(signature) && Array.isArray(frontier) && frontier.every(isHash) && Array.isArray(heads) && heads.every(isHead);
}

function isHead(data: unknown): boolean {
  const { stream, revision, hash } = (data ?? {}) as Loose<Head>;
  return isText(stream) && isCount(revision) && isHash(hash);
}

/** Whether data from outside introduces a key. */
export function isKeyRecord(data: unknown): data is Signed<KeyRecord> {
  const { format, key_id, public_key, previous, signature } = (data ?? {}) as Loose<Signed<KeyRecord>>;
  return format === 'slowking.key/1' && isText(key_id) && isText(public_key) && isText(signature) && (previous === null || isText(previous));
}
