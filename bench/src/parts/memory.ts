import { readFile } from 'node:fs/promises';

/** The resident memory of a process, in MiB. Only Linux tells. */
export const residentMemory = (pid: number): Promise<number> => memory(pid, /^VmRSS:\s+(\d+) kB$/m);

/** The most that it ever had, in MiB. */
export const peakMemory = (pid: number): Promise<number> => memory(pid, /^VmHWM:\s+(\d+) kB$/m);

async function memory(pid: number, line: RegExp): Promise<number> {
  const [, kilobytes] = line.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`Process ${pid} does not say how much memory it has.`);
  return Number(kilobytes) / 1024;
}
