import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { EVENTSTORE_FLAGS } from './frugal.js';
import { eventStoreProgram } from './programs.js';
import { readSettings } from '#adapters/settings';

it('The event store has the same flags of V8 whoever starts it', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
  const program = eventStoreProgram(readSettings({}), () => 'inherit');
  expect(program.flags).toEqual(EVENTSTORE_FLAGS);
  expect(scripts['eventstore']).toContain(`exec node ${EVENTSTORE_FLAGS.join(' ')} dist/${program.script}`);
});
