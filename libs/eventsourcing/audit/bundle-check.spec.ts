import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  bundleOf,
  CHAIN_START,
  isCheckpoint,
  type BundleLine,
  type Event,
  type Expected,
  type Revision,
} from '../index.js';
import {
  InMemoryEventStore,
  MemoryKeys,
  SealedLog,
  sealedLog,
  added,
  edit,
  foreign,
  insert,
  madeUp,
  recounted,
  rechained,
  rehashed,
  relinked,
  renumbered,
  repositioned,
  swapped,
  swappedStreams,
  verdictOf,
  without,
  withOtherRoot,
  type Tampering,
} from '../testing/index.js';

describe('A bundle', () => {
  it('is verified as it is, and says what is not sealed yet', () => {
    expect(verdictOf(bundle)).toMatchObject({ verdict: 'verified', findings: [], events: 12, sealed: 11, checkpoints: 2, trust: 'first use' });
    expect(verdictOf(bundle).notes).toEqual([expect.stringContaining('first use'), 'The last 1 events are not sealed yet.']);
  });

  it.each<[string, string, Tampering, object]>([
    ['an event whose data was changed', 'changed', edit('a', 2, () => ({ data: { n: 99 } })), { stream: 'benchmark-a', revision: 2 }],
    ['an event whose hash was changed', 'changed', edit('b', 1, rehashed), { stream: 'benchmark-b', revision: 1 }],
    ['an event whose link was taken off', 'changed', edit('a', 1, () => ({ metadata: { schema: 1 } })), { stream: 'benchmark-a', revision: 1 }],
    ['the last event of a stream, changed', 'changed', edit('d', 0, () => ({ data: { n: 99 } })), { stream: 'benchmark-d', revision: 0 }],
    ['a stream without one of its events', 'removed', without('a', 2), { stream: 'benchmark-a', revision: 2 }],
    ['the same, numbered anew', 'removed', renumbered(without('a', 1)), { stream: 'benchmark-a', revision: 1 }],
    ['an event that was told twice', 'inserted', (lines) => insert(lines, 'a', 4, 'a', 2), { stream: 'benchmark-a', revision: 2 }],
    ['an event of no writer of ours', 'inserted', renumbered((lines) => foreign(lines, 'b', 2)), { stream: 'benchmark-b', revision: 2 }],
    ['an event put in, the others numbered anew', 'inserted', renumbered((lines) => foreign(lines, 'b', 2, { schema: 1, hash: CHAIN_START })), { stream: 'benchmark-b', revision: 2 }],
    ['two events that changed places', 'reordered', swapped('a', 1, 2), { stream: 'benchmark-a', revision: 1 }],
    ['the same, numbered anew', 'reordered', renumbered(swapped('a', 1, 2)), { stream: 'benchmark-a', revision: 1 }],
    ['two events of different streams that changed places', 'reordered', repositioned, {}],
    ['the same, and their positions told as they were', 'reordered', swappedStreams, {}],
    ['a stream whose end is gone', 'truncated', (lines) => without('b', 3)(without('b', 2)(lines)), { stream: 'benchmark-b', revision: 2 }],
    ['a log whose end is gone, checkpoints and all', 'truncated', (lines) => [...lines.slice(0, 9), ...lines.slice(-2)], {}],
    ['a whole stream gone', 'stream gone', (lines) => lines.filter((line) => !('stream' in line) || line.stream !== 'benchmark-a'), { stream: 'benchmark-a' }],
    ['a chain that was written anew', 'forged', rechained('a', 2), { stream: 'benchmark-a', revision: 0 }],
    ['a chain that was written anew up to its last checkpoint', 'forged', rechained('b', 2), { stream: 'benchmark-b', revision: 1 }],
    ['a stream that was made up', 'inserted', (lines) => madeUp(lines), { stream: 'benchmark-x', revision: 0 }],
    ['an event added to a stream that was over', 'inserted', (lines) => added(lines), { stream: 'benchmark-a', revision: 5 }],
    ['a checkpoint that was changed', 'changed', (lines) => lines.map(withOtherRoot), { stream: 'audit-checkpoints', revision: 1 }],
    ['a checkpoint that was changed, and the chain after it', 'forged', (lines) => relinked(lines.map(withOtherRoot)), { stream: 'audit-checkpoints', revision: 1 }],
    ['a trail without one of its checkpoints', 'removed', (lines) => lines.filter((line) => line.kind !== 'audit' || line.revision !== 1), { stream: 'audit-checkpoints', revision: 1 }],
    ['an unsealed event less than its last line counts', 'removed', without('d', 0), {}],
  ])('betrays %s: %s', (_what, kind, tamper, where) => {
    const { verdict, findings } = verdictOf(recounted(tamper(bundle), kind === 'removed' && Object.keys(where).length === 0));
    expect([verdict, findings[0]]).toEqual(['tampered', expect.objectContaining({ kind, ...where })]);
  });

  it('betrays a log that two histories of the same system were made of', async () => {
    const [one, other] = [await sealedLog(), await sealedLog()];
    const lines = await one.bundle();
    const header = lines[0] as Extract<BundleLine, { kind: 'header' }>;
    const forked = [{ ...header, signed: { ...header.signed!, checkpoint: { ...header.signed!.checkpoint, root: other.keys.head!.checkpoint.root } } }, ...lines.slice(1)];
    expect(verdictOf(forked)).toMatchObject({ verdict: 'tampered', findings: [{ kind: 'forked' }] });
  });
});

describe('A bundle that is made while the log is sealed', () => {
  it('is sound, whatever was stored and sealed since its first line', async () => {
    const [busy, young] = [new SealedLog(new MemoryKeys(), new LiveStore()), new SealedLog(new MemoryKeys(), new LiveStore())];
    await busy.write('benchmark-a', 'Created', 'Ended');
    await busy.seal();
    await young.write('benchmark-a', 'Created', 'Ended');
    for (const [each, name] of [[busy, 'benchmark-d'], [young, 'benchmark-b']] as const) {
      const lines: BundleLine[] = [];
      for await (const line of bundleOf(each.store, 'benchmark-', { keys: [], signed: each.keys.head })) {
        lines.push(line);
        if (lines.length > 20) continue;
        await each.write(name, 'Sent', 'Ended');
        await each.seal();
      }
      expect(verdictOf(lines)).toMatchObject({ verdict: 'verified', findings: [] });
    }
  });
});

describe('A bundle against an older one', () => {
  const older = (changes: Partial<Expected> = {}): Expected[] => [{ system: verdictOf(bundle).system, tree_size: 5, root: rootAt(5), from: 'old.ndjson', ...changes }];
  const rootAt = (size: number) => {
    const found = bundle.flatMap((line) => (line.kind === 'audit' && isCheckpoint(line.data) && line.data.tree_size === size ? [line.data.root] : []));
    return found[0] ?? CHAIN_START;
  };

  it('goes on from it', () => {
    expect(verdictOf(bundle, [], older({ tree_size: 6, root: rootAt(6) }))).toMatchObject({ verdict: 'verified' });
  });

  it('betrays a fork, and that less is there than was', async () => {
    const fork = await log.fork();
    await log.write('benchmark-e', 'Created', 'Ended');
    await fork.write('benchmark-f', 'Created', 'Ended', 'Told');
    for (const each of [log, fork]) await each.seal();
    const { system, sealed, root } = verdictOf(await log.bundle());
    const seen = [{ system, tree_size: sealed, root: root!, from: 'old.ndjson' }];
    expect(verdictOf(await fork.bundle())).toMatchObject({ verdict: 'verified' });
    expect(verdictOf(await fork.bundle(), [], seen)).toMatchObject({ verdict: 'tampered', findings: [{ kind: 'forked' }] });
    expect(verdictOf(bundle, [], older({ tree_size: 99 }))).toMatchObject({ verdict: 'tampered', findings: [{ kind: 'truncated' }] });
  });

  it('cannot be compared with another system', () => {
    const { verdict, notes } = verdictOf(bundle, [], older({ system: CHAIN_START }));
    expect([verdict, notes[0]]).toEqual(['undecided', 'It is from another system than old.ndjson.']);
  });
});

describe('What is no bundle', () => {
  it.each<[string, Tampering, string]>([
    ['nothing', () => [], 'empty'],
    ['one that was cut', (lines) => lines.slice(0, -1), 'cut'],
    ['one without its first line', (lines) => lines.slice(1), 'begin'],
    ['another format', ([header, ...lines]) => [{ ...header, format: 'other/1' } as BundleLine, ...lines], 'begin'],
    ['one with a line of another kind', ([header, ...lines]) => [header!, { kind: 'other' } as unknown as BundleLine, ...lines], 'lines'],
    ['one that goes on', (lines) => [...lines, lines.at(-1)!], 'follows'],
  ])('is told from one: %s', (_what, change, message) => {
    expect(() => verdictOf(change(bundle))).toThrow(expect.objectContaining({ name: 'NotABundle', message: expect.stringContaining(message) }));
  });

  it('a log that was never sealed decides nothing', async () => {
    const young = new SealedLog();
    await young.write('benchmark-a', 'Created');
    expect(verdictOf(await young.bundle())).toMatchObject({ verdict: 'undecided', system: null, sealed: 0 });
  });
});

/** A stream that is being read goes on with what is stored meanwhile, as that of a real store does. */
class LiveStore extends InMemoryEventStore {
  override async *read<E extends Event>(stream: string, after: Revision = 'no-stream') {
    for (let [next, known]: [Revision, Revision | undefined] = [after, undefined]; next !== known; ) {
      known = next;
      for await (const event of super.read<E>(stream, known)) {
        yield event;
        next = event.revision;
      }
    }
  }
}

let log: SealedLog;
let bundle: BundleLine[];
beforeAll(async () => {
  log = await sealedLog();
  bundle = await log.bundle();
});
