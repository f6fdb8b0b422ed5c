import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { RunningStack } from './running-stack.js';

const PROGRAM = resolve('dist/apps/eigen/src/main.js');
const READY_DEADLINE = 180_000;

/** A second mock platform, which posts to the same API and is set up in another way. */
export class OtherPlatform {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start({ api }: RunningStack, environment: Readonly<Record<string, string>>): Promise<OtherPlatform> {
    const env = { ...process.env, SLOWKING_EIGEN_PORT: '0', SLOWKING_API_URL: api, ...environment };
    const child = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line', { signal: AbortSignal.timeout(READY_DEADLINE) })) as [string];
    return new OtherPlatform(line.replace('ready: ', ''), child);
  }

  async stop(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exit;
  }
}
