import '#node-version';
import { constants } from 'node:os';
import { BadArguments, readArguments } from './arguments.js';
import { endAll } from './parts/endings.js';
import { CASES, run, write, type Results } from './run.js';
import { amount } from './rounds.js';
import { tableOf } from './table.js';

const HELP = `npm run bench -- [--only name[,name]] [--rounds n] [--events n] [--quick] [--json]

Measures everything beside its ceiling or its peer, in turns; prints a table and writes bench/results/<time>.json.

  --only     only these cases
  --rounds   how often each is measured, those after the third only within 25 s; 5, or 1 with --quick
  --events   how long a log the case size makes
  --quick    tiny numbers: shows that it works, says nothing about speed
  --json     the results on stdout instead of the table

${CASES.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join('\n')}
`;

/** Exit codes as in sysexits.h. */
const USAGE = 64;
const SOFTWARE = 70;

async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2), CASES.map(({ name }) => name));
  if (wanted.isHelp) return void process.stdout.write(HELP);
  const results = await run(wanted, (news) => console.error(news), stopping.signal);
  const file = await write(results);
  console.log(wanted.isJson ? JSON.stringify(results) : `${tableOf(results.figures)}\n${footnotes(results)}\n${file}`);
  if (results.failures.length > 0) process.exitCode = SOFTWARE;
}

function footnotes({ machine, commit, rounds, fdatasync_ms, slowest_disk_ms, is_quick, failures }: Results): string {
  const code = commit ? `${commit.id.slice(0, 10)}${commit.is_dirty ? ' with changes' : ''}` : 'no commit';
  return [
    `${machine.cpu}, ${machine.cores} cores shared by load, API, worker, databases; Node ${machine.node}; ${code}`,
    `fdatasync ${amount(fdatasync_ms)} ms on average; rounds above ${slowest_disk_ms} ms are void where there are others; rounds: ${rounds} at most`,
    ...failures.map((failure) => `${failure.case} broke off: ${failure.message}`),
    ...(is_quick ? ['QUICK: these figures say nothing about speed.'] : []),
  ].join('\n');
}

/** Whoever is stopped leaves nothing behind, neither programs nor folders. */
function stopWhenAsked(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    console.error(`${signal}: ending what is running`);
    void endAll().finally(() => process.exit(128 + constants.signals[signal]));
  });
}

const stopping = new AbortController();
stopWhenAsked();
await main().catch((error: unknown) => {
  // What was being measured has broken off, as it was told to.
  if (stopping.signal.aborted) return new Promise(() => undefined);
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(error instanceof BadArguments ? USAGE : SOFTWARE);
});
