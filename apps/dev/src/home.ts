import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadSettings } from '#adapters/settings';

/** Where the programs lie. */
const PROGRAMS = join(import.meta.dirname, '../../..') + sep;

/** Milliseconds that what a crash left running may take to notice that it is alone. */
const PATIENCE = 10_000;

/** The folder that everything embedded lives in: one owner at a time, and nothing of an earlier one. */
export class Home {
  private readonly ownerFile: string;
  private readonly childrenFile: string;

  constructor(readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    this.ownerFile = join(folder, 'owner.pid');
    this.childrenFile = join(folder, 'children.json');
  }

  /** Throws BadSettings while another process of ours owns it. Waits for what a crash left, then ends it. */
  async claim(): Promise<void> {
    if (!this.take()) {
      const owner = Number(read(this.ownerFile));
      const isInUse = owner !== 0 && (await isOurs(owner));
      if (isInUse) throw new BadSettings(`SLOWKING_HOME: ${this.folder} is in use by process ${owner}.`);
      rmSync(this.ownerFile, { force: true });
      if (!this.take()) throw new BadSettings(`SLOWKING_HOME: another process has just taken ${this.folder}.`);
    }
    await this.clear();
  }

  /** Remembers the processes that must not outlive us. */
  remember(pids: readonly number[]): void {
    writeFileSync(this.childrenFile, JSON.stringify(pids));
  }

  release(): void {
    rmSync(this.childrenFile, { force: true });
    rmSync(this.ownerFile, { force: true });
  }

  /** Of two that start at the same moment, one makes the file. */
  private take(): boolean {
    try {
      writeFileSync(this.ownerFile, String(process.pid), { flag: 'wx' });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return false;
    }
  }

  private async clear(): Promise<void> {
    const pids = JSON.parse(read(this.childrenFile) || '[]') as number[];
    for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(100)) {
      if (!(await Promise.all(pids.map(isOurs))).includes(true)) return;
    }
    for (const pid of pids) if (await isOurs(pid)) process.kill(pid, 'SIGKILL');
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** A pid may long be another program's: ours run from the folder that we run from, which npm names relative to its own. */
async function isOurs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
    const [command, folder] = await Promise.all([readFile(`/proc/${pid}/cmdline`, 'utf8'), readlink(`/proc/${pid}/cwd`)]);
    return command.split('\0').some((each) => resolve(folder, each).startsWith(PROGRAMS));
  } catch (error) {
    const isOtherSystem = (error as NodeJS.ErrnoException).code === 'ENOENT' && process.platform !== 'linux';
    return isOtherSystem;
  }
}
