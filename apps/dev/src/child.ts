import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadSettings } from '#adapters/settings';
import { frugalEnvironment, NODE_FLAGS } from './frugal.js';

/** Milliseconds until a program must say that it is ready. */
const READY_DEADLINE = 60_000;
/** Milliseconds before a program that died is started again; doubled each time until it lasts. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
const LASTING = 30_000;
/** What a program ends with where a variable holds what it cannot mean; whoever starts it ends so, too. */
const BAD_CONFIGURATION = 78;

/** A program of ours, and what it is told. */
export interface ProgramSpec {
  readonly name: string;
  /** Below the build's folder. */
  readonly script: string;
  readonly arguments?: readonly string[];
  /** For Node.js itself, beside those that all programs have. */
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where its log goes: a file's descriptor, or our own stderr. */
  readonly log: number | 'inherit';
}

/** A program in a process of its own. It ends with us, and is started again when it dies before. */
export class Child {
  private process: ChildProcess | undefined;
  private isStopping = false;

  constructor(
    private readonly spec: ProgramSpec,
    private readonly onChange: (child: Child, news: string) => void,
  ) {}

  get name(): string {
    return this.spec.name;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  /** Answers where it serves, once it says so. Throws when it ends before, or is not ready in time. */
  async start(): Promise<string> {
    const started = performance.now();
    const child = launch(this.spec);
    this.process = child;
    const ready = await untilReady(child, this.spec.name);
    child.once('exit', (code, signal) => void this.revive(`ended (${signal ?? code})`, performance.now() - started));
    if (child.exitCode !== null || child.signalCode !== null) void this.revive('ended at once', 0);
    this.onChange(this, 'ready');
    return ready;
  }

  /** In good order where it can in so many milliseconds, by force where it must. */
  async stop(patience: number): Promise<void> {
    this.isStopping = true;
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    const isGone = await Promise.race([exit.then(() => true), sleep(patience, false, { ref: false })]);
    if (!isGone) child.kill('SIGKILL');
    await exit;
  }

  private async revive(news: string, lasted: number, pause = FIRST_PAUSE): Promise<void> {
    if (this.isStopping) return;
    this.onChange(this, news);
    const wait = lasted > LASTING ? FIRST_PAUSE : pause;
    await sleep(wait);
    if (this.isStopping) return;
    await this.start().catch((error: unknown) =>
      this.revive(error instanceof Error ? error.message : String(error), 0, Math.min(2 * wait, LONGEST_PAUSE)),
    );
  }
}

/** Detached, so that Ctrl-C reaches us only and we stop it in order; the channel tells it when we are gone. */
function launch({ script, arguments: more = [], flags = [], environment, log }: ProgramSpec): ChildProcess {
  const file = join(import.meta.dirname, '../../..', script);
  return spawn(process.execPath, [...NODE_FLAGS, ...flags, file, ...more], {
    stdio: ['ignore', 'pipe', log, 'ipc'],
    env: { ...frugalEnvironment(), ...environment },
    detached: true,
  });
}

async function untilReady(child: ChildProcess, name: string): Promise<string> {
  const over = new AbortController();
  const ready = new Promise<string>((resolve) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('ready: ')) resolve(line.slice('ready: '.length));
    });
  });
  const ended = once(child, 'exit', { signal: over.signal }).then(([code, signal]) => {
    const text = `${name} did not start (${signal ?? code}); its log says why.`;
    throw code === BAD_CONFIGURATION ? new BadSettings(text) : new Error(text);
  });
  const late = sleep(READY_DEADLINE, undefined, { ref: false, signal: over.signal }).then(() => {
    child.kill('SIGKILL');
    throw new Error(`${name} was not ready within ${READY_DEADLINE} ms.`);
  });
  try {
    return await Promise.race([ready, ended, late]);
  } finally {
    for (const loser of [ended, late]) loser.catch(() => undefined);
    over.abort();
  }
}
