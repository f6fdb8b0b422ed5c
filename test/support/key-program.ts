import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `npm run keys`, for the stack of that home. */
export async function keyProgram(home: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, SLOWKING_HOME: home };
  const { stdout } = await run(process.execPath, [resolve('dist/apps/api/src/keys.main.js'), ...args], { env, timeout: 180_000 });
  return stdout.trim();
}
