import { expect, it } from '@jest/globals';
import { MemoryArtifacts } from '#sagas/testing';
import { Corpus } from './corpus.js';

it.each([
  ['more than 200 characters', `${'x'.repeat(197)}.txt`],
  ['control characters', 'line\nbreak.txt'],
])('Documents with names of %s are refused, and named', async (what, name) => {
  const artifacts = new MemoryArtifacts();
  for (const path of ['a.txt', `more/${name}`]) artifacts.documents.set(path, '');
  const refused = { code: 'UnfitDocumentName', message: expect.stringContaining(`${what}: ${JSON.stringify(name)}.`) };
  for (const asked of [undefined, 'more', [`more/${name}`]]) {
    await expect(new Corpus(artifacts).select(asked)).rejects.toMatchObject(refused);
  }
});
