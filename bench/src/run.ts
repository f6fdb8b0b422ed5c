import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Arguments } from './arguments.js';
import { Bench, type Case } from './bench.js';
import { growth } from './cases/growth.case.js';
import { idle } from './cases/idle.case.js';
import { ingest, projected } from './cases/ingest.case.js';
import { live } from './cases/live.case.js';
import { appends, groups, reads } from './cases/node.case.js';
import { rebuild } from './cases/rebuild.case.js';
import { report } from './cases/report.case.js';
import { size } from './cases/size.case.js';
import { told } from './cases/told.case.js';
import { upload } from './cases/upload.case.js';
import { settle, SLOWEST_DISK, type Settled } from './figure.js';
import { commit, machine } from './machine.js';

/** Everything that is measured. */
export const CASES: readonly Case[] = [ingest, projected, growth, told, report, upload, rebuild, idle, appends, reads, groups, live, size];

const RESULTS = join(import.meta.dirname, '../../../bench/results');

/** Everything about one run, as it is written down. */
export interface Results {
  readonly schema: 'slowking.bench/1';
  readonly when: string;
  readonly commit: ReturnType<typeof commit>;
  readonly machine: ReturnType<typeof machine>;
  /** Tiny numbers: the figures say nothing. */
  readonly is_quick: boolean;
  readonly rounds: number;
  /** Mean of the disk over the whole run, and the limit above which a round is void, both in milliseconds. */
  readonly fdatasync_ms: number;
  readonly slowest_disk_ms: number;
  readonly figures: readonly Settled[];
  /** Cases that broke off, and why. */
  readonly failures: readonly Failure[];
}

interface Failure {
  readonly case: string;
  readonly message: string;
}

/** Measures what is asked for, one case after another; one that breaks off keeps the others from nothing, unless all is to stop. */
export function run(wanted: Arguments, tell: (news: string) => void, stop: AbortSignal): Promise<Results> {
  const cases = CASES.filter(({ name }) => wanted.only.length === 0 || wanted.only.includes(name));
  return Bench.use(wanted, tell, async (bench) => {
    const when = new Date().toISOString();
    const figures: Settled[] = [];
    const failures: Failure[] = [];
    for (const { name, about, measure } of cases) {
      tell(`${name}: ${about}`);
      try {
        figures.push(...(await measure(bench)).map(settle));
      } catch (error) {
        stop.throwIfAborted();
        failures.push({ case: name, message: error instanceof Error ? error.message : String(error) });
        tell(`${name} broke off: ${failures.at(-1)!.message}`);
      }
    }
    const about = { schema: 'slowking.bench/1', when, commit: commit(), machine: machine() } as const;
    const disk = { fdatasync_ms: bench.disk.mean, slowest_disk_ms: SLOWEST_DISK };
    return { ...about, is_quick: wanted.isQuick, rounds: wanted.rounds, ...disk, figures, failures };
  });
}

/** Answers the file. */
export async function write(results: Results): Promise<string> {
  await mkdir(RESULTS, { recursive: true });
  const file = join(RESULTS, `${results.when.replaceAll(/[:.]/g, '-')}.json`);
  await writeFile(file, `${JSON.stringify(results, undefined, 2)}\n`);
  return file;
}
