import { Aggregates, type AggregatesOptions } from '../index.js';
import { ledger, take, type Noted, type Taken } from './ledger.js';
import { TroubledEventStore } from './troubled-event-store.js';

/** One ledger in a store that has troubles: numbers in, those that were taken out. */
export function troubledLedger(options?: AggregatesOptions, store = new TroubledEventStore()) {
  const aggregates = new Aggregates(store, ledger, options);
  return {
    store,
    aggregates,
    send: async (n: number, stream = 'ledger') => {
      const { events } = await aggregates.send(stream, take(n));
      return numbersIn(events);
    },
    sum: () => aggregates.query('ledger', (state) => state.sum),
    stored: async (stream = 'ledger') => numbersIn(await store.stored<Taken | Noted>(stream)),
    /** Somebody else takes a number. */
    intrude: (n: number) => store.intrude('ledger', { type: 'Taken', data: { n } }),
  };
}

const numbersIn = (events: readonly (Taken | Noted)[]): number[] =>
  events.flatMap((event) => (event.type === 'Taken' ? event.data.n : []));
