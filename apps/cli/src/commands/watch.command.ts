import type { Command } from 'commander';
import { contextOf } from '../context.js';
import { followRun } from './follow-run.js';

const EXAMPLES = `
Examples:
  $ slowking watch 5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e
  $ slowking watch $id --json > result.json

The exit code tells the verdict: 0 pass, or measured where nothing was asked; 1 an objective or the comparison failed;
2 inconclusive, no baseline, or no report in time; 3 the run failed, timed out or was cancelled. Ctrl-C ends watching, not
the benchmark.`;

/** `slowking watch`. */
export function watchCommand(program: Command): void {
  program
    .command('watch')
    .summary('show the progress of a benchmark until it is over')
    .description('Shows the progress of a benchmark until it is over and its report is made, then how it ended.')
    .argument('<id>', 'id of the benchmark')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, _options: object, command: Command) => {
      process.exitCode = await followRun(contextOf(command), id);
    });
}
