import { benchmarkTypes, type BenchmarkTypeName, type Impossible, type Workload } from '#domain';

/** What a type measures may need another way of sending, and what is compared the same load. Undefined: nothing speaks against it. */
export function whyUnfit(type: BenchmarkTypeName, { mode }: Workload, baseline: string | undefined): Impossible | undefined {
  const modes: readonly Workload['mode'][] = benchmarkTypes[type].modes;
  if (!modes.includes(mode)) {
    return { field: 'workload.mode', message: `a benchmark of the type ${type} sends by ${modes.join(', ')}, not by ${mode}.` };
  }
  if (mode !== 'search' || baseline === undefined) return undefined;
  return { field: 'baseline', message: 'a search sends each pass at a rate of its own, so it cannot be held against a baseline.' };
}
