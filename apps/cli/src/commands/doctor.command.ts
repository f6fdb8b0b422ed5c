import type { Command } from 'commander';
import { contextOf } from '../context.js';
import { checkApi } from '../doctor/api.checks.js';
import type { Finding } from '../doctor/check.js';
import { checkDisk, checkMail, checkPorts } from '../doctor/machine.checks.js';
import { checkTarget } from '../doctor/target.checks.js';
import { EXIT } from '../failure.js';
import { plain } from '../output/plain.js';
import type { Screen } from '../output/screen.js';

const EXAMPLES = `
Examples:
  $ slowking doctor
  $ slowking doctor --target https://eigen.example.org
  $ slowking doctor --json | jq '.findings[] | select(.status != "ok")'

Exit code 0: nothing is broken. 1: something is. 69: the API is not reachable.`;

/** `slowking doctor`. */
export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .summary('look whether everything is well')
    .description('Looks at the API and its parts, at disk and ports of this machine, at mail, and at the target.')
    .option('-t, --target <url>', 'the platform to look at, from this machine (default: the mock)')
    .addHelpText('after', EXAMPLES)
    .action(async ({ target }: { target?: string }, command: Command) => {
      const { api, screen } = contextOf(command);
      const { env: environment } = process;
      const [about, mail, platform] = await Promise.all([checkApi(api), checkMail(environment), checkTarget(target)]);
      const isHere = /^https?:\/\/(127\.|localhost\b|\[::1\])/.test(api.connection.url);
      const machine = isHere ? [await checkDisk(environment), ...(about.isReachable ? [] : [await checkPorts(environment)])] : [];
      const findings = [...about.findings, ...machine, mail, ...platform];
      const isWell = findings.every(({ status }) => status !== 'fail');
      screen.answer({ ok: isWell, findings }, () => findings.flatMap((finding) => linesOf(finding, screen)));
      process.exitCode = !about.isReachable ? EXIT.unavailable : isWell ? EXIT.fine : EXIT.different;
    });
}

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

function linesOf({ check, status, detail, hint }: Finding, screen: Screen): readonly string[] {
  const line = `${screen.paint(COLOURS[status], status.padEnd(4))}  ${check.padEnd(13)}  ${plain(detail)}`;
  return hint === undefined ? [line] : [line, `      ${' '.repeat(13)}  ${screen.paint('dim', hint)}`];
}
