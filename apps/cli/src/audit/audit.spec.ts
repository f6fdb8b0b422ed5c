import { describe, expect, it } from '@jest/globals';
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputIn } from './input.js';
import { pinsOf } from './pins.js';
import { expectedOf, verify } from './verification.js';

const VECTORS = 'docs/examples/audit';

describe('What is to be verified', () => {
  it('is a bundle, the bundle of a stream, or a proof, in one line or in many', async () => {
    const proof = await contentOf('proof.json');
    const inline = JSON.stringify(JSON.parse(proof));
    for (const text of [await contentOf('bundle.ndjson'), await contentOf('stream.ndjson'), proof, inline, `${inline}\n`]) {
      expect(await verify(await inputIn(pieces(text)), { pins: [] })).toMatchObject({ verdict: 'verified' });
    }
  });

  it.each([
    ['', 'no JSON'],
    ['[1]', 'no proof'],
    ['null\n', 'no JSON'],
    ['{"a":1}', 'no proof'],
    ['{"a":1}\n', 'does not begin'],
    ['{"kind":"header","format":"slowking.bundle/2"}\n', 'does not begin'],
    ['{"kind":"header","format":"slowking.bundle/1","signed":{}}\n', 'no checkpoint'],
    ['\u0000\u0001', 'no JSON'],
  ])('is not %j', async (text, message) => {
    await expect(inputIn(pieces(text)).then((input) => verify(input, { pins: [] }))).rejects.toThrow(
      expect.objectContaining({ name: 'NotABundle', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    ['event', { stream: 5 }],
    ['event', { revision: 'one' }],
    ['event', { position: null }],
    ['event', { data: undefined, metadata: undefined, id: undefined }],
    ['audit', { data: null }],
    ['audit', { metadata: 'x' }],
    ['footer', { events: 'many' }],
  ])('never ends in a fault where a line of kind %s was given %j', async (kind, changes) => {
    const text = (await contentOf('bundle.ndjson')).split('\n').map((line) => (line.includes(`"kind":"${kind}"`) ? JSON.stringify({ ...JSON.parse(line), ...changes }) : line));
    const outcome = await inputIn(pieces(text.join('\n'))).then((input) => verify(input, { pins: [] })).catch((error: Error) => error);
    expect(outcome instanceof Error ? outcome.name : outcome.verdict).toMatch(/^(NotABundle|tampered)$/);
  });

  it('cannot be compared where it is only a part', async () => {
    const { expected } = await expectedOf(await inputIn(pieces(await contentOf('bundle.ndjson'))), [], 'old');
    for (const part of ['stream.ndjson', 'proof.json']) {
      await expect(inputIn(pieces(await contentOf(part))).then((input) => verify(input, { pins: [], expected }))).rejects.toThrow('Only a bundle');
    }
    const proof = await expectedOf(await inputIn(pieces(await contentOf('proof.json'))), [], 'proof');
    const bundle = await inputIn(pieces(await contentOf('bundle.ndjson')));
    expect(await verify(bundle, { pins: [], expected: proof.expected })).toMatchObject({ verdict: 'verified' });
  });
});

describe('A key that is trusted', () => {
  const key = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=';

  it('is its id, itself, or a file with one of them, also in PEM', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slowking-'));
    const file = join(folder, 'key.pem');
    await writeFile(file, `-----BEGIN PUBLIC KEY-----\n${key}\n-----END PUBLIC KEY-----\n`);
    expect(await pinsOf(['a'.repeat(32), key, file])).toEqual(['a'.repeat(32), key, key]);
    await rm(folder, { recursive: true });
  });

  it.each(['', 'nobody', '/', key.slice(1), 'A'.repeat(32)])('is not %j', async (text) => {
    await expect(pinsOf([text])).rejects.toThrow('names no Ed25519 key');
  });
});

const contentOf = (file: string) => readFile(`${VECTORS}/${file}`, 'utf8');

/** As a stream brings it: in pieces that know nothing of lines. */
async function* pieces(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 777) yield text.slice(at, at + 777);
}
