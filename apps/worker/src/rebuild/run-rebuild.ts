import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PerformRebuild } from '#adapters/jobs';
import { OVER } from './arguments.js';

const PROGRAM = join(import.meta.dirname, 'main.js');

/**
 * Rebuilds in a process of its own, which knows no saga, no mail and no platform, takes no time from those that are at
 * work here, and gives its memory back. It may be killed at any moment, and ends with us.
 */
export const runRebuild: PerformRebuild = async (order, signal) => {
  signal.throwIfAborted();
  const child = fork(PROGRAM, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const kill = () => void child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    const [code, name] = (await once(child, 'exit')) as [number | null, string | null];
    signal.throwIfAborted();
    if (code !== OVER.done) throw new Error(`The rebuild ended with ${code ?? name}.`);
  } finally {
    signal.removeEventListener('abort', kill);
  }
};
