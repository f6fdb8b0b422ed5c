import type { Command } from 'commander';
import { contextOf } from '../context.js';

const EXAMPLES = `
Example:
  $ slowking cancel 5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e

What was measured until then has a report.`;

/** `slowking cancel`. */
export function cancelCommand(program: Command): void {
  program
    .command('cancel')
    .summary('end a benchmark')
    .description('Ends a benchmark; what was measured until then has a report.')
    .argument('<id>', 'id of the benchmark')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, _options: object, command: Command) => {
      const { api, screen } = contextOf(command);
      const accepted = await api.cancel(id);
      screen.answer(accepted, () => [`Benchmark ${accepted.benchmark_id} is cancelled.`]);
    });
}
