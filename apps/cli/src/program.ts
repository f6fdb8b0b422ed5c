import { Command, Option } from 'commander';
import { cancelCommand } from './commands/cancel.command.js';
import { compareCommand } from './commands/compare.command.js';
import { doctorCommand } from './commands/doctor.command.js';
import { eventsCommand } from './commands/events.command.js';
import { exportCommand } from './commands/export.command.js';
import { listCommand } from './commands/list.command.js';
import { parkedCommand } from './commands/parked.command.js';
import { rebuildCommand } from './commands/rebuild.command.js';
import { reportCommand } from './commands/report.command.js';
import { seriesCommand } from './commands/series.command.js';
import { showCommand } from './commands/show.command.js';
import { startCommand } from './commands/start.command.js';
import { verifyCommand } from './commands/verify.command.js';
import { watchCommand } from './commands/watch.command.js';
import type { Registration } from './context.js';

/** Every command; a new one is a file and a line here. */
const COMMANDS: readonly Registration[] = [
  startCommand,
  watchCommand,
  listCommand,
  showCommand,
  reportCommand,
  compareCommand,
  seriesCommand,
  eventsCommand,
  exportCommand,
  verifyCommand,
  cancelCommand,
  parkedCommand,
  rebuildCommand,
  doctorCommand,
];

const EXAMPLES = `
Examples:
  $ slowking doctor
  $ SLOWKING_PASSWORD=… slowking start --name nightly --target http://127.0.0.1:8283 --username bench --wait
  $ slowking list --status completed

Exit codes: 0 fine, 1 failed or different, 2 undecided, 3 the run failed, timed out or was cancelled, or a rebuild failed,
64 wrong usage, 65 refused by the API, or no bundle, 69 not reachable, 70 something of ours is wrong, 73 a file cannot be
written, 77 not allowed, 130 interrupted.`;

/** The whole command line. Instead of ending the process, it throws. */
export function slowking(version: string): Command {
  const program = new Command('slowking')
    .description('How long does each uploaded document take until the platform has really processed it?')
    .version(version)
    .addOption(new Option('--api <url>', 'address of the API').env('SLOWKING_API').default('http://127.0.0.1:8091'))
    .addOption(new Option('--key <key>', 'key of the API; better in the environment, where fewer can read it').env('SLOWKING_API_KEY'))
    .option('--json', 'answer with one JSON document')
    .addHelpText('after', EXAMPLES)
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('`slowking help <command>` shows examples.')
    .exitOverride();
  for (const register of COMMANDS) register(program);
  return program;
}
