import { ONE_PASS, type Workload } from '../index.js';

type Mode<Name extends Workload['mode']> = Extract<Workload, { mode: Name }>;

/** So many requests in flight at a time; one pass of single documents, unless the test wants more. */
export const closed = (in_flight: number, more: Partial<Mode<'closed'>> = {}): Mode<'closed'> => ({
  mode: 'closed',
  in_flight,
  batch: 1,
  ...ONE_PASS,
  ...more,
});

/** Everything at once. */
export const burst = (more: Partial<Mode<'burst'>> = {}): Mode<'burst'> => ({ mode: 'burst', batch: 'all', ...ONE_PASS, ...more });

/** A search for the greatest rate that keeps an objective, in four passes, from so many requests a second on. */
export const search = (rate_per_second: number, more: Partial<Mode<'search'>> = {}): Mode<'search'> => ({
  mode: 'search',
  objective: 'max(end_to_end) < 1s',
  process: 'constant',
  rate_per_second,
  seed: 1,
  batch: 1,
  ...ONE_PASS,
  repeat: 4,
  ...more,
});

/** So many requests a second. */
export const arrival = (rate_per_second: number, more: Partial<Mode<'arrival'>> = {}): Mode<'arrival'> => ({
  mode: 'arrival',
  process: 'constant',
  rate_per_second,
  seed: 1,
  batch: 1,
  ...ONE_PASS,
  ...more,
});
