import { proofOf, streamBundleOf, type BundleLine } from '../index.js';
import { all, sealedLog } from './sealed-log.js';
import { edit, foreign, rechained, recounted, renumbered, swapped, without, type Tampering } from './tampering.js';

/** What is published of each kind of tampering: the bundle with that done to it. */
const TAMPERINGS: Readonly<Record<string, Tampering>> = {
  changed: edit('a', 2, () => ({ data: { n: 99 } })),
  removed: without('a', 2),
  inserted: renumbered((lines) => foreign(lines, 'b', 2, { schema: 1, hash: '0'.repeat(64) })),
  reordered: renumbered(swapped('a', 1, 2)),
  truncated: (lines) => [...lines.slice(0, 9), ...lines.slice(-3)],
  gone: (lines) => lines.filter((line) => !('stream' in line) || line.stream !== 'benchmark-a'),
  forged: rechained('a', 2),
};

/** Test vectors of docs/audit-format.md, made anew: ids and keys are others each time. By file. */
export async function auditVectors(): Promise<Readonly<Record<string, string>>> {
  const log = await sealedLog();
  await log.keys.rotate();
  await log.write('benchmark-d', 'Ended');
  await log.seal();
  await log.write('benchmark-d', 'Told');
  const bundle = await log.bundle();
  const proving = { store: log.store, prefix: 'benchmark-', keys: await log.keys.list() };
  const proof = await proofOf(proving, (await all(log.store.read('benchmark-b'))).slice(-2));
  const tampered = Object.entries(TAMPERINGS).map(([kind, tamper]) => [`${kind}.bundle.ndjson`, text(recounted(tamper(bundle), false))]);
  return {
    'bundle.ndjson': text(bundle),
    'stream.ndjson': text(await all(streamBundleOf(proving, 'benchmark-d'))),
    'proof.json': `${JSON.stringify(proof, undefined, 2)}\n`,
    ...(Object.fromEntries(tampered) as Record<string, string>),
  };
}

const text = (lines: readonly (BundleLine | object)[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
