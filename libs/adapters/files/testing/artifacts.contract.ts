import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ArtifactChanged, ArtifactMissing, type Artifacts } from '#ports';

/** Documents that a test has put in place, and may change behind the adapter's back. */
export interface Corpus {
  readonly artifacts: Artifacts;
  put(path: string, content: string | Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
}

/** What every Artifacts promises. Each test has a corpus of its own. */
export function artifactsContract(name: string, make: () => Promise<Corpus>): void {
  const corpusOf = async (files: Record<string, string | Uint8Array>): Promise<Corpus> => {
    const corpus = await make();
    for (const [path, content] of Object.entries(files)) await corpus.put(path, content);
    return corpus;
  };

  describe(`${name} as artifacts`, () => {
    it('lists every file of every folder, sorted by code unit', async () => {
      const { artifacts } = await corpusOf(CORPUS);
      expect(await artifacts.list('')).toEqual(Object.keys(CORPUS).sort());
      expect((await artifacts.list('')).slice(-4)).toEqual(['d/x', 'ä"\n日', '😀', '\uff5e']);
      expect(await artifacts.list('b')).toEqual(['b/.hidden', 'b/a', 'b/c/ d']);
      expect(await artifacts.list('b/c/')).toEqual(['b/c/ d']);
    });

    it('lists what came later, too', async () => {
      const { artifacts, put } = await corpusOf({ a: '1' });
      await artifacts.list('');
      await put('b', '2');
      expect(await artifacts.list('')).toEqual(['a', 'b']);
    });

    it.each(['nowhere', 'a', 'b/a', '..', 'b/..', './b', '/b', '/', 'b//c', 'b\0', 'b/../../x', '\ud800'])(
      'has no folder %j',
      async (folder) => {
        const { artifacts } = await corpusOf({ a: '1', 'b/a': '2', 'b/c/d': '3' });
        await expect(artifacts.list(folder)).rejects.toThrow(ArtifactMissing);
      },
    );

    it.each(['', 'nowhere', 'b', 'a/x', '../a', '/a', './a', 'b/../a', 'b//a', 'a/', 'a\0', `${'x'.repeat(300)}`])(
      'has no file %j',
      async (path) => {
        const { artifacts } = await corpusOf({ a: '1', 'b/a': '2' });
        await expect(artifacts.check(['a', path])).rejects.toThrow(ArtifactMissing);
        await expect(artifacts.fingerprint(path)).rejects.toThrow(ArtifactMissing);
        await expect(artifacts.open(path, fingerprint('1'))).rejects.toThrow(ArtifactMissing);
      },
    );

    it('finds nothing wrong with paths that are files', async () => {
      const { artifacts } = await corpusOf(CORPUS);
      await artifacts.check([]);
      await artifacts.check(Object.keys(CORPUS));
    });

    it.each(Object.entries(SIZES))('tells what %s holds, and opens it', async (_, content) => {
      const { artifacts } = await corpusOf({ 'folder/file': content });
      const found = await artifacts.fingerprint('folder/file');
      expect(found).toEqual(fingerprint(content));
      const blob = await artifacts.open('folder/file', found);
      expect(fingerprint(new Uint8Array(await blob.arrayBuffer()))).toEqual(found);
    });

    it.each(Object.entries(SIZES))('does not open %s that was changed since', async (_, content) => {
      const { artifacts, put } = await corpusOf({ file: content });
      const planned = await artifacts.fingerprint('file');
      for (const changed of [swapped(content), new Uint8Array([...content.subarray(0, 9), 1]), new Uint8Array(9e6)]) {
        await put('file', changed);
        await expect(artifacts.open('file', planned)).rejects.toThrow(ArtifactChanged);
      }
    });

    it.each(Object.entries(SIZES))('does not open %s that is gone', async (_, content) => {
      const { artifacts, remove } = await corpusOf({ file: content });
      const planned = await artifacts.fingerprint('file');
      await remove('file');
      await expect(artifacts.open('file', planned)).rejects.toThrow(ArtifactMissing);
    });

    it('sends what was opened, or fails: never what the file became later', async () => {
      for (const content of Object.values(SIZES)) {
        const { artifacts, put } = await corpusOf({ file: content });
        const blob = await artifacts.open('file', await artifacts.fingerprint('file'));
        await put('file', Buffer.concat([content, Buffer.from('more')]));
        const read = await blob.arrayBuffer().catch(() => undefined);
        if (read) expect(fingerprint(new Uint8Array(read))).toEqual(fingerprint(content));
      }
    });
  });
}

const MIB = 1024 * 1024;
/** Neither the order of folders, nor that of bytes, is that of code units. */
const ORDER = { 'd/x': '6', 'd.b': '7', '\uff5e': '8', '😀': '9' };
const CORPUS = { 'b/a': '1', 'b/.hidden': '2', 'b/c/ d': '3', B: '4', 'ä"\n日': '5', a: '', '.dot': '7', ...ORDER };
const SIZES = {
  'an empty file': new Uint8Array(),
  'a small file': new Uint8Array(100).fill(7),
  'a file of 8 MiB': new Uint8Array(8 * MIB).fill(8),
  'a large file': new Uint8Array(8 * MIB + 1).fill(9),
};

function fingerprint(content: string | Uint8Array) {
  return { bytes: Buffer.byteLength(content), sha256: createHash('sha256').update(content).digest('hex') };
}

/** As long as before, but for an empty one. */
const swapped = (content: Uint8Array): Uint8Array =>
  content.length > 0 ? content.with(content.length - 1, 0) : new Uint8Array([1]);
