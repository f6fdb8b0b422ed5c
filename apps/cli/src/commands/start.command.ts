import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { Accepted, StartBenchmark } from '../http/api-types.js';
import { contextOf } from '../context.js';
import { EXIT, Failure } from '../failure.js';
import { seconds } from '../input/duration.js';
import { HOW, passwordFrom } from '../input/password.js';
import { withWorkload, workloadFrom, type WorkloadOptions } from '../input/workload.js';
import { followRun } from './follow-run.js';

const EXAMPLES = `
Examples:
  $ SLOWKING_PASSWORD=… slowking start --name "Release 5.11" --target http://127.0.0.1:8283 --username bench
  $ pass show bench | slowking start --name nightly --target https://eigen.example.org --username bench \\
      --password-stdin --folder invoices --eigen-version 5.11.0 --deadline 30m --wait
  $ slowking start … --document a.pdf b.pdf --mode burst --notify team@example.org --json
  $ slowking start … --slo 'p95(processing) < 5s' --slo 'failed == 0' --baseline last-passing --repeat 5 --wait
  $ slowking start … --rate 2.5 --poisson 7 --repeat 5 --warmup 10 --shuffle 11
  $ slowking start … --type throughput --search 'p95(end_to_end) < 5s' --rate 4

The password comes from --password-stdin, from SLOWKING_PASSWORD, or is asked for on a terminal.
With --wait the exit code tells the verdict: 0 pass, or measured where nothing was asked; 1 an objective or the comparison
failed; 2 inconclusive, no baseline, or no report in time; 3 the run failed, timed out or was cancelled.`;

/** How often a start is sent when the API is away for a moment; the same key makes it the same benchmark. */
const TRIES = 4;
const PAUSE = 1000;

interface Options extends WorkloadOptions {
  readonly name: string;
  readonly type: string;
  readonly target: string;
  readonly username: string;
  readonly passwordStdin?: boolean;
  readonly infra?: string;
  readonly eigenVersion?: string;
  readonly folder?: string;
  readonly document?: string[];
  readonly slo?: string[];
  readonly baseline?: string;
  readonly notify?: string[];
  readonly deadline?: number;
  readonly exclusive?: boolean;
  readonly idempotencyKey?: string;
  readonly wait?: boolean;
}

/** `slowking start`. */
export function startCommand(program: Command): void {
  withWorkload(program.command('start'))
    .summary('start a benchmark of a target that is running')
    .description('Starts a benchmark: slowking logs in at the target, creates a project, uploads the documents and waits for its instrumentation.')
    .requiredOption('-n, --name <name>', 'name of the benchmark')
    .requiredOption('-t, --target <url>', 'address of the platform; http:// where it has no scheme')
    .requiredOption('-u, --username <name>', 'who logs in at the target')
    .option('--password-stdin', "take the target's password from stdin, its first line")
    .option(
      '--type <type>',
      'latency; or throughput, the greatest rate that keeps --search, or p95(end_to_end) < 5s where nothing is said of how documents are sent',
      'latency',
    )
    .option('--infra <text>', 'what the target runs on: local, docker__local, k8s, … (default: local)')
    .option('--eigen-version <version>', "the target's version, for the report")
    .addOption(new Option('--folder <folder>', 'upload this folder below the artifacts directory (default: all of it)').conflicts('document'))
    .option('--document <path...>', 'upload these files below the artifacts directory')
    .option('--slo <objective...>', "what the run must meet, as 'p95(processing) < 5s' or 'failed == 0'")
    .option('--baseline <benchmark>', 'what it is compared with: id or name of a benchmark, or last-passing')
    .option('--notify <address...>', 'who gets the mail (default: as slowking is set up)')
    .option('--deadline <time>', 'how long the run may take: 90s, 15m, 2h, 1d (default: 1h)', seconds)
    .option('--exclusive', 'send nothing while another run that has begun goes on at the same target')
    .option('--idempotency-key <key>', 'the same key again is the same benchmark')
    .option('-w, --wait', 'show the progress, and end with the run')
    .addOption(new Option('--password [password]').hideHelp().argParser(refusePassword))
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      const accepted = await start(context, await requestOf(options), options.idempotencyKey ?? randomUUID());
      const { benchmark_id: id } = accepted;
      if (!options.wait) return context.screen.answer(accepted, () => [`Benchmark ${id} is started; \`slowking watch ${id}\` shows it.`]);
      context.screen.note(`Benchmark ${id} is started.`);
      process.exitCode = await followRun(context, id);
    });
}

function refusePassword(): never {
  throw new Failure(EXIT.usage, 'A password as an argument could be read by everybody on this machine; it was not used.', HOW);
}

async function requestOf(options: Options): Promise<StartBenchmark> {
  const workload = workloadFrom(options);
  const { stdin, stderr, env: environment } = process;
  const password = await passwordFrom({ isOnStdin: options.passwordStdin === true, environment, stdin, stderr });
  const documents = options.folder ?? options.document;
  return {
    benchmark_name: options.name,
    benchmark_type: options.type,
    benchmark_url: options.target,
    username: options.username,
    password,
    ...(options.infra !== undefined && { benchmark_infra: options.infra }),
    ...(options.eigenVersion !== undefined && { eigen_version: options.eigenVersion }),
    ...(documents !== undefined && { documents }),
    ...(workload && { workload }),
    ...(options.slo && { slo: options.slo }),
    ...(options.baseline !== undefined && { baseline: options.baseline }),
    ...(options.notify && { notify: options.notify }),
    ...(options.deadline !== undefined && { deadline_seconds: options.deadline }),
    ...(options.exclusive && { exclusive: true }),
  };
}

/** What was sent and never answered may have been heard: with the same key it is harmless to say it again. */
async function start({ api, screen }: ReturnType<typeof contextOf>, body: StartBenchmark, key: string): Promise<Accepted> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await api.start(body, key);
    } catch (error) {
      if (tried === TRIES || !mayPass(error)) throw error;
      screen.note(`${error.message} Trying again.`);
      await sleep(PAUSE * tried);
    }
  }
}

/** No answer, or one that a part is away; to bring a wrong key again would only make it worse. */
const mayPass = (error: unknown): error is Failure =>
  error instanceof Failure && error.exitCode === EXIT.unavailable && error.code !== 'TooManyAttempts';
