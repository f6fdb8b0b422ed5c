import { Option, type Command } from 'commander';
import { contextOf } from '../context.js';
import { followRebuild, linesOf } from './follow-rebuild.js';
import { rebuildReport } from './rebuild-report.js';

const EXAMPLES = `
Examples:
  $ slowking rebuild read-models
  $ slowking rebuild read-models --no-wait
  $ slowking rebuild read-models --status --json
  $ slowking rebuild read-models --accept-differences
  $ slowking rebuild report 5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e

New tables are filled from the log beside the live ones, compared with them, and put in their place at once. Queries
answer all the while; nothing is appended, sent or mailed. Where rows differ, the live tables stay, unless differences
are accepted. Exit codes: 0 rebuilt, 1 rows differ and the live tables stay, 3 the rebuild failed.`;

interface Options {
  readonly acceptDifferences?: boolean;
  readonly wait: boolean;
  readonly status?: boolean;
}

/** `slowking rebuild`. */
export function rebuildCommand(program: Command): void {
  const rebuild = program
    .command('rebuild')
    .summary('make the read models, or a report, anew from the log')
    .description('Makes what is derived from the log anew.')
    .addHelpText('after', EXAMPLES);
  rebuild
    .command('read-models')
    .summary('make the tables that queries are answered from anew')
    .description('Makes the tables that queries are answered from anew, while they go on answering. Where a rebuild is under way, shows that one.')
    .option('--accept-differences', 'take the new tables though rows differ from the live ones')
    .option('--no-wait', 'ask for it and do not wait for its end')
    .addOption(new Option('--status', 'ask for none: show the last one').conflicts('acceptDifferences'))
    .addHelpText('after', EXAMPLES)
    .action(async ({ acceptDifferences = false, wait, status }: Options, command: Command) => {
      const context = contextOf(command);
      const { api, screen } = context;
      const state = status ? await api.showRebuild() : await api.rebuild(acceptDifferences);
      if (status || !wait) return screen.answer(state, () => linesOf(state, screen));
      if (acceptDifferences && !state.accept_differences) screen.note('A rebuild that was asked for before is under way; it does not accept differences.');
      process.exitCode = await followRebuild(context, state);
    });
  rebuild
    .command('report')
    .summary('make a report anew and compare it, to the byte')
    .description('Has every format of a report made again from the stored events and compared, to the byte: exit code 1 when one differs.')
    .argument('<id>', 'id of the benchmark')
    .addHelpText('after', EXAMPLES)
    .action((id: string, _: object, command: Command) => rebuildReport(contextOf(command), id));
}
