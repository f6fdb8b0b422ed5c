import { z } from 'zod';
import { storedEvent } from '../events/events.answer.js';
import { limit } from '../benchmarks/parameters.js';
import { named, pagesOf } from '../http/shapes.js';

const hash = z.string().describe('SHA-256, 64 hexadecimal digits.');
const count = z.int().min(0);
const signature = z.string().describe('Ed25519 over the canonical JSON of all the rest; base64.');

/** A checkpoint as it is signed, in docs/audit-format.md. */
export const checkpoint = named(
  'Checkpoint',
  z.object({
    format: z.literal('slowking.checkpoint/1'),
    system: hash.describe('Tells one system from another.'),
    tree_size: count.describe('How many events it covers.'),
    root: hash.describe('Of the Merkle tree of RFC 6962 over their chain hashes, in the order of the log.'),
    position: count.describe('Of the last of them.'),
    frontier: z.array(hash),
    heads: z.array(z.object({ stream: z.string(), revision: count, hash })),
    previous: hash,
    key_id: z.string(),
    signature,
  }),
);

/** Checkpoints, oldest first. */
export const checkpointList = pagesOf(
  'CheckpointList',
  named('StoredCheckpoint', z.object({ revision: count, created: z.string(), checkpoint })),
);

const auditKey = named(
  'AuditKey',
  z.object({
    format: z.literal('slowking.key/1'),
    key_id: z.string(),
    public_key: z.string().describe('DER in base64: what is between the lines of a PEM file.'),
    previous: z.string().nullable().describe('The key that signed for it; null: nobody did.'),
    signature,
  }),
);

/** Keys, the current one last. */
export const auditKeyList = named('AuditKeyList', z.object({ items: z.array(auditKey), next_cursor: z.null() }));

const proven = storedEvent
  .omit({ created: true })
  .extend({ stream: z.string(), previous: hash, leaf_index: count, path: z.array(hash) });

/** That a run's end and its report are in the log. */
export const proof = named(
  'Proof',
  z.object({ format: z.literal('slowking.proof/1'), events: z.array(proven), checkpoint, keys: z.array(auditKey) }),
);

/** A line of a bundle. */
export const bundleLine = named(
  'BundleLine',
  z.looseObject({ kind: z.enum(['header', 'event', 'audit', 'key', 'proof', 'footer']) }).describe('See docs/audit-format.md.'),
);

/** Which checkpoints. */
export const checkpointsQuery = z.strictObject({
  limit: limit(100, 1000),
  cursor: z.coerce.number().int().min(0).default(0).describe('`next_cursor` of the page before.'),
});
/** The same, once validated. */
export type CheckpointsQuery = z.infer<typeof checkpointsQuery>;
