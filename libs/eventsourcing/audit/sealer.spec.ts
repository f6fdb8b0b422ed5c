import { describe, expect, it } from '@jest/globals';
import { AUDIT_STREAM, BundleCheck, checkProof, covering, firstBroken, isCheckpoint, proofOf, RevisionConflict, Sealer, StreamCheck, streamBundleOf, trailEnd, type BundleLine, type Proof, type Sealed, type StreamLine } from '../index.js';
import { all, MemoryKeys, rechained, SealedLog, sealedLog } from '../testing/index.js';

const SEALING = { prefix: 'benchmark-', sealsAfter: ['Ended'] };

describe('A sealer', () => {
  it('keeps a trail that is itself a chain, and goes on from its end after a restart', async () => {
    const log = await sealedLog();
    const trail = await log.trail();
    expect(trail.map(({ type }) => type)).toEqual(['AuditKeyIntroduced', 'CheckpointSealed', 'CheckpointSealed']);
    expect(firstBroken(trail)).toBeUndefined();
    expect(trail.flatMap(({ data }) => (isCheckpoint(data) ? [data.tree_size] : []))).toEqual([6, 11]);
    const sealer = new Sealer(log.store, log.keys, SEALING);
    expect(await sealer.checkpoint()).toBe((await all(log.store.read('benchmark-c'))).at(-1)!.position);
  });

  it('seals nothing until there is a reason, and at the latest after a thousand events', async () => {
    const log = new SealedLog();
    await log.write('benchmark-a', ...Array.from({ length: 999 }, () => 'Sent'));
    await log.seal();
    expect(await log.trail()).toEqual([]);
    await log.write('benchmark-a', 'Sent', 'Sent', 'Ended', 'Sent');
    await log.seal();
    expect((await log.trail()).flatMap(({ data }) => (isCheckpoint(data) ? [data.tree_size] : []))).toEqual([1000, 1003]);
  });

  it('does not seal what another one has sealed', async () => {
    const log = await sealedLog();
    const [one, other] = [new Sealer(log.store, log.keys, SEALING), new Sealer(log.store, log.keys, SEALING)];
    for (const sealer of [one, other]) await sealer.checkpoint();
    await log.write('benchmark-d', 'Ended');
    const events = (await all(log.store.read('benchmark-d')));
    await one.consume({ events, position: 99n });
    await expect(other.consume({ events, position: 99n })).rejects.toThrow(RevisionConflict);
    expect(await log.trail()).toHaveLength(4);
    await log.seal();
    expect(await log.trail()).toHaveLength(4);
  });

  it('is stopped by no event that somebody else wrote, in a stream or in the trail', async () => {
    const log = await sealedLog();
    const strange = { id: crypto.randomUUID(), type: 'Ended', data: { text: '\ud800' }, metadata: { schema: 1, hash: 'none' } } as unknown as Sealed;
    await log.store.append('benchmark-a', [strange], 4n);
    await log.store.append(AUDIT_STREAM, [strange], 2n);
    await log.store.append('benchmark-y', [{ ...strange, data: Buffer.from([255, 0]), metadata: undefined } as unknown as Sealed], 'no-stream');
    await log.seal();
    expect((await trailEnd(log.store)).checkpoint?.data.tree_size).toBe(14);
    const check = new BundleCheck();
    for (const line of await log.bundle()) check.take(JSON.parse(JSON.stringify(line)));
    expect(check.finish().findings.map(({ kind, stream }) => [kind, stream])).toEqual([
      ['inserted', AUDIT_STREAM],
      ['inserted', 'benchmark-a'],
      ['inserted', 'benchmark-y'],
    ]);
  });

  it('refuses to go on where another history was signed at the same place', async () => {
    const log = await sealedLog();
    const fork = await log.fork();
    await log.write('benchmark-e', 'Ended');
    await fork.write('benchmark-f', 'Ended');
    for (const each of [log, fork]) await each.seal();
    fork.keys.head = log.keys.head;
    await fork.write('benchmark-g', 'Ended');
    await expect(fork.seal()).rejects.toThrow('the log does not hold it');
  });

  it('refuses to go on where the log was shifted, unless it begins anew', async () => {
    const log = await sealedLog();
    const shifted = new SealedLog(log.keys);
    await shifted.write('benchmark-0', 'Created');
    for (const { stream, revision, id, type, data, metadata } of await all(log.store.readAll({ prefix: '' }))) {
      await shifted.store.append(stream, [{ id, type, data, metadata }], revision === 0n ? 'no-stream' : revision - 1n);
    }
    await shifted.write('benchmark-d', 'Ended');
    await expect(shifted.seal()).rejects.toThrow('is not at position');
    await log.keys.restart();
    await shifted.seal();
    expect((await trailEnd(shifted.store)).checkpoint?.data.tree_size).toBe(13);
  });

  it('refuses to go on where the log does not hold what was signed', async () => {
    const log = await sealedLog();
    const emptied = new SealedLog(log.keys);
    await emptied.write('benchmark-a', 'Created', 'Ended');
    await expect(emptied.seal()).rejects.toThrow('Checkpoint 2 of audit-checkpoints (11 events) was signed');
    expect(await emptied.trail()).toEqual([]);
  });
});

describe('The checkpoint that covers an event', () => {
  it('is the first one that was sealed after it', async () => {
    const log = await sealedLog();
    const sizes = [];
    for (const event of await all(log.store.readAll({ prefix: 'benchmark-' }))) {
      const found = await covering(log.store, event.position);
      sizes.push([found?.before?.data.tree_size, found?.checkpoint.data.tree_size]);
    }
    expect(sizes).toEqual([...Array(6).fill([undefined, 6]), ...Array(5).fill([6, 11]), [undefined, undefined]]);
  });
});

describe('A proof', () => {
  it('of any events that are sealed holds, and says whose word it is', async () => {
    const log = await sealedLog();
    for (const stream of ['a', 'b', 'c']) {
      const events = await all(log.store.read(`benchmark-${stream}`));
      for (const some of [events, events.slice(0, 1), events.slice(-2)]) {
        const proof = await proofOf(await proving(log), some);
        expect(checkProof(roundTrip(proof!), { pins: [] })).toMatchObject({ verdict: 'verified', trust: 'first use', findings: [] });
        expect(checkProof(proof!, { pins: ['other'] })).toMatchObject({ verdict: 'undecided', trust: 'none' });
      }
    }
    expect(await proofOf(await proving(log), await all(log.store.read('benchmark-d')))).toBeUndefined();
  });

  it.each<[string, string, (proof: Proof) => Proof]>([
    ['another event', 'changed', (proof) => ({ ...proof, events: [{ ...proof.events[0]!, data: { n: 99 } }] })],
    ['another place', 'forged', (proof) => ({ ...proof, events: [{ ...proof.events[0]!, leaf_index: 0 }] })],
    ['another root', 'forged', (proof) => ({ ...proof, checkpoint: { ...proof.checkpoint, root: '0'.repeat(64) } })],
    ['another signature', 'forged', (proof) => ({ ...proof, checkpoint: { ...proof.checkpoint, signature: proof.keys[0]!.signature } })],
    ['another key under the same name', 'forged', (proof) => ({ ...proof, keys: [{ ...proof.keys[0]!, public_key: new MemoryKeys().made[0]!.record.public_key }] })],
  ])('that was given %s does not: %s', async (_what, kind, tamper) => {
    const log = await sealedLog();
    const proof = await proofOf(await proving(log), (await all(log.store.read('benchmark-c'))).slice(-1));
    expect(checkProof(tamper(roundTrip(proof!)), { pins: [] })).toMatchObject({ verdict: 'tampered', findings: expect.arrayContaining([expect.objectContaining({ kind })]) });
  });
});

describe('The bundle of one stream', () => {
  it('is tied to the log by its last sealed event', async () => {
    const log = await sealedLog();
    await log.write('benchmark-b', 'Told');
    expect(checked(await streamLines(log, 'b'))).toMatchObject({ verdict: 'verified', events: 5, sealed: 4 });
    expect(checked(await streamLines(log, 'd'))).toMatchObject({ verdict: 'undecided', events: 1, sealed: 0 });
  });

  it.each<[string, string, (lines: StreamLine[]) => StreamLine[]]>([
    ['a changed event', 'changed', (lines) => lines.map((line) => (line.kind === 'event' && line.revision === 1 ? { ...line, data: {} } : line))],
    ['an event less', 'removed', (lines) => lines.toSpliced(2, 1)],
    ['a chain that was written anew', 'forged', (lines) => rechained('b', 1)(lines as readonly BundleLine[]) as StreamLine[]],
    ['a tail less', 'truncated', (lines) => lines.toSpliced(4, 1)],
  ])('betrays %s', async (_what, kind, tamper) => {
    const lines = tamper(await streamLines(await sealedLog(), 'b'));
    expect(checked(lines)).toMatchObject({ verdict: 'tampered', findings: expect.arrayContaining([expect.objectContaining({ kind })]) });
    expect(() => checked([lines[0]!])).toThrow('cut');
  });
});

const proving = async ({ store, keys }: SealedLog) => ({ store, prefix: 'benchmark-', keys: await keys.list() });
const roundTrip = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const streamLines = async (log: SealedLog, name: string) => all(streamBundleOf(await proving(log), `benchmark-${name}`));

function checked(lines: readonly StreamLine[]) {
  const check = new StreamCheck();
  for (const line of lines) check.take(roundTrip(line));
  return check.finish();
}
