import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arguments } from './arguments.js';
import type { Figure } from './figure.js';
import { Disk } from './parts/disk.js';
import { atEnd } from './parts/endings.js';

/** One setting in which some figures are measured. */
export interface Case {
  readonly name: string;
  readonly about: string;
  measure(bench: Bench): Promise<readonly Figure[]>;
}

/** What every case works with. */
export class Bench {
  private constructor(
    private readonly folder: string,
    readonly disk: Disk,
    readonly rounds: number,
    private readonly isQuick: boolean,
    /** How many events a long log has, if that was said. */
    readonly events: number | undefined,
    readonly tell: (news: string) => void,
  ) {}

  /** Works in a folder of its own, on the disk that TMPDIR names, and takes it away afterwards. */
  static async use<Result>(wanted: Arguments, tell: (news: string) => void, work: (bench: Bench) => Promise<Result>) {
    const folder = await mkdtemp(join(tmpdir(), 'slowking-bench-'));
    const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
    const forget = atEnd(remove);
    // PostgreSQL's own user must be able to pass, when we are root.
    await chmod(folder, 0o711);
    try {
      return await work(new Bench(folder, new Disk(folder), wanted.rounds, wanted.isQuick, wanted.events, tell));
    } finally {
      await remove();
      forget();
    }
  }

  /** How many; fewer when it is only to be seen that it works. */
  count(full: number, quick: number): number {
    return this.isQuick ? quick : full;
  }

  place(name: string): string {
    return join(this.folder, name);
  }
}
