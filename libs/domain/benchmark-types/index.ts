import type { BenchmarkType } from './benchmark-type.js';
import { latency } from './latency.js';
import { throughput } from './throughput.js';

/** Every benchmark type, by its stored name. A new type is one file and one entry here. */
export const benchmarkTypes = { latency, throughput } satisfies Record<string, BenchmarkType>;

/** The name of a type that this build knows. */
export type BenchmarkTypeName = keyof typeof benchmarkTypes;

/** Stored names may be older, or newer, than this build. */
export const isBenchmarkType = (name: string): name is BenchmarkTypeName => Object.hasOwn(benchmarkTypes, name);
