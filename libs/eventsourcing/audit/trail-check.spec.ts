import { describe, expect, it } from '@jest/globals';
import { newAuditKey, signedText, signerOf } from '../index.js';
import { MemoryKeys, sealedLog, verdictOf } from '../testing/index.js';

describe('Keys', () => {
  it('count when they are given, by id or whole', async () => {
    const log = await sealedLog();
    const [bundle, { record }] = [await log.bundle(), log.keys.made[0]!];
    for (const pin of [record.key_id, record.public_key]) expect(verdictOf(bundle, [pin])).toMatchObject({ verdict: 'verified', trust: 'pinned' });
  });

  it('that are not known decide nothing', async () => {
    const bundle = await (await sealedLog()).bundle();
    const { verdict, trust, notes } = verdictOf(bundle, [newAuditKey().record.key_id]);
    expect([verdict, trust, notes[0]]).toEqual(['undecided', 'none', expect.stringContaining('not known here')]);
  });

  it('vouch for the one that follows', async () => {
    const keys = new MemoryKeys();
    const rotating = await sealedLog(keys);
    await keys.rotate();
    await keys.rotate();
    await rotating.write('benchmark-d', 'Ended');
    await rotating.seal();
    for (const { record } of keys.made) expect(verdictOf(await rotating.bundle(), [record.key_id])).toMatchObject({ verdict: 'verified', sealed: 13 });
    expect((await rotating.trail()).map(({ type }) => type).slice(-3)).toEqual(['AuditKeyIntroduced', 'AuditKeyIntroduced', 'CheckpointSealed']);
  });

  it('that nobody vouches for are not trusted', async () => {
    const keys = new MemoryKeys();
    const lost = await sealedLog(keys);
    const [first] = keys.made.splice(0, 1, newAuditKey());
    await lost.write('benchmark-d', 'Ended');
    await lost.seal();
    for (const pins of [[], [first!.record.key_id]]) expect(verdictOf(await lost.bundle(), pins)).toMatchObject({ verdict: 'undecided', trust: 'none' });
    expect(verdictOf(await lost.bundle(), [keys.made[0]!.record.key_id])).toMatchObject({ verdict: 'verified' });
  });

  it('that signed before count no more once the next one does', async () => {
    const keys = new MemoryKeys();
    const rotated = await sealedLog(keys);
    await keys.rotate();
    await rotated.write('benchmark-d', 'Ended');
    await rotated.seal();
    const [old] = keys.made;
    keys.current = async () => signerOf(old!.privateKey, old!.record.key_id);
    await rotated.write('benchmark-e', 'Ended');
    await rotated.seal();
    expect(verdictOf(await rotated.bundle())).toMatchObject({ verdict: 'tampered', findings: [{ kind: 'forged', detail: expect.stringContaining('not the key in force') }] });
  });

  it('that somebody put in without the old one are a forgery', async () => {
    const keys = new MemoryKeys();
    const forged = await sealedLog(keys);
    const { record, privateKey } = newAuditKey();
    const { signature: _, ...content } = { ...record, previous: keys.made[0]!.record.key_id };
    keys.made.push({ record: { ...content, signature: signerOf(privateKey, record.key_id).sign(signedText(content)) }, privateKey });
    await forged.write('benchmark-d', 'Ended');
    await forged.seal();
    expect(verdictOf(await forged.bundle())).toMatchObject({ verdict: 'tampered', findings: [{ kind: 'forged', stream: 'audit-checkpoints' }, {}] });
  });
});
