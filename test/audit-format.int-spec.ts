import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { auditVectors, relinked } from '#eventsourcing/testing';
import {
  BundleCheck,
  checkProof,
  isCheckpoint,
  isProof,
  StreamCheck,
  type BundleLine,
  type Checkpoint,
  type Finding,
  type Signed,
  type StreamLine,
  type Verdict,
} from '#eventsourcing';

/** The published test vectors. They never change: what was once verified is verified for ever. */
const VECTORS = 'docs/examples/audit';
if (process.env['SLOWKING_PUBLISH_VECTORS']) await publish();
const EXPECTED = JSON.parse(readFileSync(`${VECTORS}/expected.json`, 'utf8')) as Readonly<Record<string, Partial<Verdict>>>;
const KEY = EXPECTED['bundle.ndjson']!.key_id!;

describe('A published test vector', () => {
  it.each(Object.entries(EXPECTED))('%s is judged as it is published', (file, expected) => {
    expect(judged(file, contentOf(file))).toMatchObject(expected);
  });

  it('is what would be published today, but for ids, keys and times', async () => {
    for (const [file, text] of Object.entries(await auditVectors())) {
      const { verdict, findings } = judged(file, text);
      expect([file, verdict, findings.map(placeOf)]).toEqual([file, EXPECTED[file]!.verdict, EXPECTED[file]!.findings]);
    }
  });

  it('shows every kind of tampering', () => {
    const kinds = new Set(Object.values(EXPECTED).flatMap(({ findings = [] }) => findings.map(({ kind }) => kind)));
    expect([...kinds].toSorted()).toEqual(['changed', 'forged', 'inserted', 'removed', 'reordered', 'stream gone', 'truncated']);
  });
});

const missing = ['python3', 'openssl'].filter((program) => spawnSync(program, ['version']).error);
if (missing.length > 0) console.warn(`docs/examples/verify.py is not tried: there is no ${missing.join(', ')} here.`);
const tried = missing.length === 0 ? describe : describe.skip;

tried('The program docs/examples/verify.py', () => {
  const bundles = Object.keys(EXPECTED).filter((file) => file.endsWith('bundle.ndjson'));

  it.each(bundles)('comes to the same of %s', (file) => {
    const { status } = python(`${VECTORS}/${file}`);
    expect(status).toBe(EXPECTED[file]!.verdict === 'verified' ? 0 : 1);
  });

  it.each([[[]], [['nowhere.ndjson']]])('says how it is used where there is no bundle: %j', (args) => {
    expect(python(...args)).toMatchObject({ status: 64, stderr: expect.stringMatching(/^verify\.py bundle\.ndjson \[key\]: .+\n$/) });
  });

  it('knows the key it is given, the one that was rotated among them, and no other', () => {
    const first = keysOf(lines<BundleLine>(contentOf('bundle.ndjson')))[0]!;
    expect(first).not.toBe(KEY);
    for (const key of [first, KEY]) expect(python(`${VECTORS}/bundle.ndjson`, key)).toMatchObject({ status: 0, stderr: '' });
    expect(python(`${VECTORS}/bundle.ndjson`, '0'.repeat(32))).toMatchObject({ status: 1, stderr: expect.stringContaining('nobody who is trusted') });
  });

  it('asks openssl: one bit of a signature, and it is refused, though every hash fits', () => {
    const file = join(folder, 'signature.ndjson');
    const forged = relinked(lines<BundleLine>(contentOf('bundle.ndjson')).map((line) => (line.kind === 'audit' && isCheckpoint(line.data) ? resigned(line, line.data) : line)));
    writeFileSync(file, forged.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(python(file)).toMatchObject({ status: 1, stderr: expect.stringContaining('not signed by its key') });
    expect(judged('bundle.ndjson', readFileSync(file, 'utf8')).findings[0]).toMatchObject({ kind: 'forged' });
  });
});

const resigned = (line: BundleLine, data: Signed<Checkpoint>): BundleLine =>
  ({ ...line, data: { ...data, signature: data.signature.replace(/^./, (digit) => (digit === 'A' ? 'B' : 'A')) } }) as BundleLine;
const folder = mkdtempSync(join(tmpdir(), 'slowking-'));
afterAll(() => rmSync(folder, { recursive: true }));

const python = (...args: string[]) => spawnSync('python3', ['docs/examples/verify.py', ...args], { encoding: 'utf8' });
const contentOf = (file: string) => readFileSync(`${VECTORS}/${file}`, 'utf8');
function lines<Line>(text: string): Line[] {
  return text.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);
}

function placeOf({ kind, stream, revision }: Finding) {
  return { kind, stream, revision };
}
const keysOf = (bundle: readonly BundleLine[]) => bundle.flatMap((line) => (line.kind === 'key' ? [line.key_id] : []));

function judged(file: string, text: string): Verdict {
  if (file.endsWith('bundle.ndjson')) return finished(new BundleCheck(), lines<BundleLine>(text));
  if (file.endsWith('.ndjson')) return finished(new StreamCheck(), lines<StreamLine>(text));
  const proof: unknown = JSON.parse(text);
  if (!isProof(proof)) throw new Error(`${file} is no proof`);
  return checkProof(proof, { pins: [] });
}

function finished<Line>(check: { take(line: Line): void; finish(): Verdict }, all: readonly Line[]): Verdict {
  for (const line of all) check.take(line);
  return check.finish();
}

/** Only for a new version of the format: SLOWKING_PUBLISH_VECTORS=1. */
async function publish(): Promise<void> {
  mkdirSync(VECTORS, { recursive: true });
  const files = Object.entries(await auditVectors());
  const expected = files.map(([file, text]) => {
    const { verdict, findings, events, sealed, system, root, key_id, trust } = judged(file, text);
    return [file, { verdict, findings: findings.map(placeOf), events, sealed, system, root, key_id, trust }];
  });
  for (const [file, text] of files) writeFileSync(`${VECTORS}/${file}`, text);
  writeFileSync(`${VECTORS}/expected.json`, `${JSON.stringify(Object.fromEntries(expected), undefined, 2)}\n`);
}
