import type { Micros } from '../instant.js';
import { seededRandom } from './random.js';
import type { Workload } from './workload.js';

type Arrival = Extract<Workload, { mode: 'arrival' }>;

/**
 * When each request of a pass is wanted: microseconds since the pass began, without an end.
 * Constant: request n at n / rate, from 0 on. Poisson: gaps of −ln(1 − u) / rate, the first before the first request.
 */
export function* arrivals({ process, rate_per_second, seed }: Arrival, pass: number): Generator<Micros, never> {
  const gap = 1_000_000 / rate_per_second;
  if (process === 'constant') for (let request = 0; ; request += 1) yield Math.round(request * gap);
  const random = seededRandom(seed, pass);
  for (let due = 0; ; ) {
    due -= Math.log1p(-random()) * gap;
    yield Math.round(due);
  }
}
