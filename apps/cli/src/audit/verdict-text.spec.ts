import { expect, it } from '@jest/globals';
import { Screen } from '../output/screen.js';
import { inputOf } from './input.js';
import { verdictText } from './verdict-text.js';
import { verify } from './verification.js';

it.each([
  ['bundle.ndjson', '14 events, 13 of them sealed, 3 checkpoints'],
  ['stream.ndjson', '3 events, 2 of them sealed, 1 checkpoint'],
  ['proof.json', '2 events of a log with 11 that are sealed, 1 checkpoint'],
])('Counts what it has seen, and what lies around it: %s', async (file, counts) => {
  const [first, ...rest] = await textOf(file);
  expect(first).toBe(`verified: ${file}, ${counts}`);
  // The tree of a stream's root is larger than the stream.
  expect(rest.find((line) => line.startsWith('root'))).toMatch(/^root {4}[0-9a-f]{64}$/);
});

async function textOf(file: string): Promise<readonly string[]> {
  const verdict = await verify(await inputOf(`docs/examples/audit/${file}`), { pins: [] });
  return verdictText(verdict, file, new Screen(false));
}
