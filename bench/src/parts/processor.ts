import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second, whatever the kernel's own clock. */
const TICKS = 100;
/** Fields of `/proc/<pid>/stat`, counted behind the name, which may hold anything. */
const USER = 11;
const SYSTEM = 12;

/** What a process has used of processors so far, in seconds. Only Linux tells. */
export async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[USER]) + Number(fields[SYSTEM])) / TICKS;
}
