import { type Command, InvalidArgumentError, Option } from 'commander';
import type { StartBenchmark } from '../http/api-types.js';
import { EXIT, Failure } from '../failure.js';
import { whole } from './duration.js';

type Workload = NonNullable<StartBenchmark['workload']>;

/** What the command line says of how documents are sent. */
export interface WorkloadOptions {
  readonly mode?: (typeof MODES)[number];
  readonly search?: string;
  readonly inFlight?: number;
  readonly rate?: number;
  readonly poisson?: number | true;
  readonly repeat?: number;
  readonly warmup?: number;
  readonly shuffle?: number;
  readonly batch?: number;
}

const MODES = ['closed', 'burst', 'arrival', 'search'] as const;
const seed = whole(0, Number.MAX_SAFE_INTEGER);

/** Adds the options to a command. */
export const withWorkload = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--mode <mode>',
        'closed: so many requests on their way at a time; burst: all at once; arrival: so many a second; search: like arrival, each pass at another rate (default: closed, or as the other options imply)',
      ).choices(MODES),
    )
    .option('--in-flight <count>', 'closed: requests on their way at a time (default: 4)', whole(1, 1000))
    .option('--rate <number>', 'arrival, search: requests a second (of the first pass), whatever the target does with them', rate)
    .option('--search <objective>', 'search, with --type throughput: the greatest rate at which passes keep this, as "p95(end_to_end) < 5s"')
    .option('--poisson [seed]', 'arrival, search: at random distances, the same for the same seed (default: at equal ones)', seed)
    .option('--repeat <passes>', 'send the corpus so many times, each pass when the one before is through: 1 to 1000 (default: 1; search: 8)', whole(1, 1000))
    .option('--warmup <count>', 'leave the first documents of the first pass out of the statistics', whole(0, 100_000))
    .option('--shuffle <seed>', 'send the documents of each pass in a random order, the same for the same seed', seed)
    .option('--batch <count>', 'documents a request: 1 to 1000 (default: 1; burst: all)', whole(1, 1000));

/** The workload that the options ask for. Undefined: none of them is given. Throws Failure where they contradict. */
export function workloadFrom(options: WorkloadOptions): Workload | undefined {
  const { inFlight, rate, poisson, repeat, warmup, shuffle, batch, search } = options;
  const mode = options.mode ?? impliedBy(options);
  refuseContradictions(mode, options);
  const more = {
    ...(batch !== undefined && { batch }),
    ...(repeat !== undefined && { repeat }),
    ...(warmup !== undefined && { warmup }),
    ...(shuffle !== undefined && { order: { kind: 'shuffled', seed: shuffle } as const }),
  };
  if (mode === 'burst') return { mode, ...more };
  if (mode === 'closed') {
    const isAsked = options.mode !== undefined || inFlight !== undefined || Object.keys(more).length > 0;
    return isAsked ? { mode, in_flight: inFlight ?? 4, ...more } : undefined;
  }
  const random = poisson === undefined ? {} : { process: 'poisson' as const, ...(poisson !== true && { seed: poisson }) };
  if (mode === 'search') return { mode, objective: search!, rate_per_second: rate ?? 1, ...random, ...more };
  return { mode, rate_per_second: rate!, ...random, ...more };
}

function impliedBy({ rate, poisson, search }: WorkloadOptions): (typeof MODES)[number] {
  if (search !== undefined) return 'search';
  return rate === undefined && poisson === undefined ? 'closed' : 'arrival';
}

function refuseContradictions(mode: (typeof MODES)[number], { inFlight, rate, poisson, search }: WorkloadOptions): void {
  const wrong = (message: string) => new Failure(EXIT.usage, message);
  if (inFlight !== undefined && mode !== 'closed') throw wrong(`--in-flight is for the mode closed; this one is ${mode}.`);
  const isTimed = mode === 'arrival' || mode === 'search';
  if (rate !== undefined && !isTimed) throw wrong(`--rate is for the modes arrival and search; this one is ${mode}.`);
  if (poisson !== undefined && !isTimed) throw wrong(`--poisson is for the modes arrival and search; this one is ${mode}.`);
  if (search !== undefined && mode !== 'search') throw wrong(`--search is for the mode search; this one is ${mode}.`);
  if (mode === 'search' && search === undefined) throw wrong('The mode search needs --search, what its passes must keep.');
  if (mode === 'arrival' && rate === undefined) throw wrong('The mode arrival needs --rate, the requests a second.');
}

function rate(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0.001 && value <= 1000)) throw new InvalidArgumentError('It is a number from 0.001 to 1000.');
  return value;
}
