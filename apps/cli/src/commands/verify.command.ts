import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { NotABundle, type ReportedFile, type Verdict } from '#eventsourcing';
import { inputIn, inputOf, type Input } from '../audit/input.js';
import { pinsOf } from '../audit/pins.js';
import { verdictText } from '../audit/verdict-text.js';
import { expectedOf, verify } from '../audit/verification.js';
import { contextOf, type Context } from '../context.js';
import { EXIT, Failure } from '../failure.js';
import { textOf } from '../http/server-sent-events.js';
import { progressBar } from '../output/progress-bar.js';
import type { Screen } from '../output/screen.js';

const EXAMPLES = `
Examples:
  $ slowking verify                                    the running system, as its log is now
  $ slowking verify bundle.ndjson --trust audit.pem    offline, by a key that you have from elsewhere
  $ slowking verify $id-41.proof.json --report $id-41.csv
  $ slowking verify --against last-month.ndjson        that nothing of it was rewritten since
  $ slowking export | slowking verify - --json

Exit codes: 0 verified; 1 tampered, the first line says what and where; 2 undecided: an unknown key, another system,
nothing sealed; 64 wrong usage; 65 no bundle, or one that was cut; 69 not reachable. Nothing is ever changed.
docs/audit-format.md tells what is proved, and what is not.`;

interface Options {
  readonly system?: boolean;
  readonly trust?: readonly string[];
  readonly against?: string;
  readonly report?: string;
}

const CODES = { verified: EXIT.fine, tampered: EXIT.different, undecided: EXIT.undecided } as const;

/** `slowking verify`. */
export function verifyCommand(program: Command): void {
  program
    .command('verify')
    .summary('verify a bundle, a proof, or the running system')
    .description('Verifies a bundle or a proof, offline; without a file the running system, from what it exports.')
    .argument('[file]', 'bundle, bundle of one stream, or proof of a report; - for stdin')
    .option('--system', 'the running system, which is what is verified without a file')
    .option('--trust <key...>', 'id of a key, public key, or a file with one')
    .option('--against <file>', 'an older bundle or a proof, which the log must still hold')
    .option('--report <file>', 'with a proof: the report file that it is of')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: Options, command: Command) => {
      if (file !== undefined && options.system) throw new Failure(EXIT.usage, 'Either a file or --system.');
      const context = contextOf(command);
      const [what, verdict] = await sound(file ?? 'the running system', () => verdictOf(context, file, options));
      context.screen.answer(verdict, () => verdictText(verdict, what, context.screen));
      process.exitCode = CODES[verdict.verdict];
    });
}

/** Of what is named, or of the older bundle that it should be compared with, where that one is not sound itself. */
async function verdictOf(context: Context, file: string | undefined, options: Options): Promise<[string, Verdict]> {
  const pins = await pinsOf(options.trust ?? []);
  const { against } = options;
  const older = against === undefined ? undefined : await expectedOf(await sound(against, () => inputOf(against)), pins, basename(against));
  if (against !== undefined && older?.verdict.verdict === 'tampered') return [against, older.verdict];
  const progress = await progressOn(context.screen);
  try {
    const input = file === undefined ? await systemInput(context) : await inputOf(file);
    if (options.report !== undefined && input.kind === 'lines') throw new Failure(EXIT.usage, '--report belongs to a proof.');
    const report = options.report === undefined ? undefined : await reportOf(options.report);
    const verdict = await verify(input, { pins, expected: older?.expected ?? [], report, onProgress: progress.update });
    return [file ?? 'the running system', verdict];
  } finally {
    progress.stop();
  }
}

async function systemInput({ api }: Context): Promise<Input> {
  const response = await api.exportAll(new AbortController().signal);
  const text = async function* () {
    try {
      yield* textOf(response);
    } catch (cause) {
      throw new Failure(EXIT.unavailable, `The API broke off: ${cause instanceof Error ? cause.message : String(cause)}.`, 'Try again; `slowking doctor` looks closer.');
    }
  };
  return inputIn(text());
}

async function reportOf(file: string): Promise<ReportedFile> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array);
  } catch {
    throw new Failure(EXIT.usage, `There is no file ${file}.`);
  }
  return { name: basename(file), sha256: hash.digest('hex') };
}

/** What is no bundle ends with 65, and says which. */
async function sound<Answer>(what: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NotABundle) throw new Failure(EXIT.notABundle, `${what}: ${error.message}`, undefined, 'NotABundle');
    throw error;
  }
}

async function progressOn({ isJson, err }: Screen) {
  if (isJson || !err.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = await progressBar('{percentage} % | {value} of {total} lines | {duration_formatted}', err);
  const update = (done: number, total: number) => {
    if (!bar.isActive) bar.start(Math.max(total, done), 0);
    bar.setTotal(Math.max(total, done));
    bar.update(done);
  };
  return { update, stop: () => bar.stop() };
}
