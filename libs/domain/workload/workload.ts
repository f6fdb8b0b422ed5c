/** In which order the documents of a pass are sent. Shuffled: each pass in another order, the same for the same seed. */
export type SendingOrder = { readonly kind: 'given' } | { readonly kind: 'shuffled'; readonly seed: number };

/** What every workload has. */
interface Passes {
  /** How many times the corpus is sent. A pass begins when every document of the one before is settled. */
  readonly repeat: number;
  /** So many documents, the first of the first pass, are sent and shown, and are no part of the statistics. */
  readonly warmup: number;
  readonly order: SendingOrder;
}

/**
 * How documents are sent. Closed: so many requests in flight at a time. Burst: all requests of a pass at once.
 * Arrival: requests at a rate, whatever the platform does with them. Search: so, each pass at another rate, to find the
 * greatest at which `objective` is kept. `batch`: documents a request.
 */
export type Workload = Passes &
  (
    | { readonly mode: 'closed'; readonly in_flight: number; readonly batch: number }
    | { readonly mode: 'burst'; readonly batch: number | 'all' }
    | {
        readonly mode: 'arrival';
        readonly process: 'constant' | 'poisson';
        /** Requests a second. */
        readonly rate_per_second: number;
        readonly seed: number;
        readonly batch: number;
      }
    | {
        readonly mode: 'search';
        /** What a pass must keep: an upper limit of a latency, as `p95(end_to_end) < 5s`. */
        readonly objective: string;
        readonly process: 'constant' | 'poisson';
        /** Requests a second of the first pass. */
        readonly rate_per_second: number;
        readonly seed: number;
        readonly batch: number;
      }
  );

/** One pass over the corpus, as it is given. */
export const ONE_PASS = { repeat: 1, warmup: 0, order: { kind: 'given' } } as const;

/** How many documents one request holds. */
export const batchOf = ({ batch }: Workload): number => (batch === 'all' ? Infinity : batch);
