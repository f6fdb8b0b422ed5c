import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiClient } from './support/api-client.js';
import { RunningStack } from './support/running-stack.js';

/** All of them are on their way at the same time. */
const FILES = 4;
/** Bytes. */
const SIZE = 96 * 2 ** 20;
/**
 * What the worker may grow by: documents in memory (64 MiB in all), what is on its way between disk and network, and as much
 * again that is not collected yet. Read whole, they take more than twice that.
 */
const MOST = 320 * 2 ** 20;

const tried = process.platform === 'linux' ? it : it.skip;

tried('a corpus of large documents is hashed and sent in bounded memory', async () => {
  const pid = await stack.pidOf('worker');
  // From here on the kernel counts the peak anew.
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  const before = await peakOf(pid);
  const id = await api.start({ workload: { mode: 'closed', in_flight: FILES }, deadline_seconds: 600 });
  expect(await api.told(id)).toMatchObject({ status: 'completed', progress: { completed: FILES, failed: 0 } });
  const grown = (await peakOf(pid)) - before;
  expect(grown).toBeLessThan(MOST);
});

/** The most memory that was resident, in bytes. */
async function peakOf(pid: number): Promise<number> {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))!;
  return Number(kilobytes) * 1024;
}

let stack: RunningStack;
let api: ApiClient;
beforeAll(async () => {
  stack = await RunningStack.start({ documents: { 'large-0.bin': '' } });
  api = new ApiClient(stack);
  const folder = join(stack.home, 'artifacts');
  for (let n = 0; n < FILES; n++) await sparse(join(folder, `large-${n}.bin`));
});
afterAll(() => stack?.discard());

/** As large as it says, with nothing on the disk. */
async function sparse(path: string): Promise<void> {
  const file = await open(path, 'w');
  await file.truncate(SIZE);
  await file.close();
}
