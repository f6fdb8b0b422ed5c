#!/usr/bin/env node
import '#node-version';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommanderError } from 'commander';
import { EXIT, Failure } from './failure.js';
import { Screen } from './output/screen.js';
import { slowking } from './program.js';

/** Whoever reads us may stop: `slowking events … | head`. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.fine : EXIT.software));

// An empty variable counts as unset.
for (const name of ['SLOWKING_API', 'SLOWKING_API_KEY']) if (process.env[name] === '') delete process.env[name];

try {
  await slowking(version()).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  // Commander has told what is wrong; asking for help or the version is not.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  const screen = new Screen(process.argv.includes('--json'));
  if (error instanceof Failure) {
    screen.complain(error.message, error.hint, error.code);
    return error.exitCode;
  }
  screen.complain(`That should not have happened: ${error instanceof Error ? error.message : String(error)}`);
  return EXIT.software;
}

/** Sources and build lie at different depths. */
function version(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}
