import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { frugalEnvironment, NODE_FLAGS } from '../../../apps/dev/src/frugal.js';
import { atEnd } from './endings.js';

const BUILD = join(import.meta.dirname, '../../..');
const READY_DEADLINE = 120_000;
const STOP_DEADLINE = 15_000;

/** A program of the build, and what it is told. */
export interface ProgramSpec {
  readonly script: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** For Node itself, beside those that `npm start` gives. */
  readonly flags?: readonly string[];
  /** A file that takes its log. */
  readonly log: string;
}

/** A program in a process of its own; it ends with us. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    /** What it said that it serves. */
    readonly ready: string,
  ) {}

  /** Waits until it is ready. Throws what it complained about. */
  static async start({ script, arguments: more = [], environment, flags = [], log }: ProgramSpec): Promise<Program> {
    const file = openSync(log, 'a');
    const forget = atEnd(() => stop(child));
    const child = spawn(process.execPath, [...NODE_FLAGS, ...flags, join(BUILD, script), ...more], {
      stdio: ['ignore', 'pipe', file, 'ipc'],
      env: { ...frugalEnvironment(), ...environment },
    });
    closeSync(file);
    child.once('exit', forget);
    try {
      return new Program(child, await untilReady(child, script));
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`${String(error)}\n${await readFile(log, 'utf8')}`, { cause: error });
    }
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** As a crash ends it. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  stop(): Promise<void> {
    return stop(this.child);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await Promise.race([exit, sleep(STOP_DEADLINE, undefined, { ref: false })]);
  child.kill('SIGKILL');
  await exit;
}

async function untilReady(child: ChildProcess, script: string): Promise<string> {
  const over = new AbortController();
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.startsWith('ready: ')) resolve(line.slice('ready: '.length));
    });
  });
  const ended = once(child, 'exit', { signal: over.signal }).then(([code, signal]) => {
    throw new Error(`${script} ended with ${String(code ?? signal)}.`);
  });
  const late = sleep(READY_DEADLINE, undefined, { signal: over.signal }).then(() => {
    throw new Error(`${script} was not ready within ${READY_DEADLINE} ms.`);
  });
  for (const loser of [ended, late]) loser.catch(() => undefined);
  return Promise.race([ready, ended, late]).finally(() => over.abort());
}
