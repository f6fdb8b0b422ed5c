import { LayeredMap, Refusal, type Command, type Decider, type Event } from '../index.js';

/** Asks for one number. The note becomes an event of its own: a long one, or one that cannot be written down. */
export type Take = Command<'Take', { n: number; note?: string }>;

/** A number was taken; something was said about it. */
export type Taken = Event<'Taken', { n: number }>;
export type Noted = Event<'Noted', { note: string }>;

/** Which numbers were taken, and their sum: what is told twice shows there. */
export interface Ledger {
  readonly taken: LayeredMap<number, Taken['data']>;
  sum: number;
}

/** Takes each number once, and one above 1000 only after its little brother. Its state is changed in place. */
export const ledger: Decider<Ledger, Take, Taken | Noted> = {
  initialState: () => ({ taken: new LayeredMap(), sum: 0 }),
  overlay: ({ taken, sum }) => ({ taken: new LayeredMap(taken), sum }),
  weigh: (state) => 1 + state.taken.size,
  upcasters: {},
  evolve(state, event) {
    if (event.type === 'Noted') return state;
    state.taken.set(event.data.n, event.data);
    state.sum += event.data.n;
    return state;
  },
  decide({ data: { n, note } }, { taken }) {
    if (n < 0) throw new Refusal('Negative', 'Only positive numbers.');
    if (n > 1000 && !taken.has(n - 1000)) throw new Refusal('TooEarly', 'It is too early for this number.');
    if (taken.has(n)) return [];
    const fact: Taken = { type: 'Taken', data: { n } };
    return note === undefined ? [fact] : [fact, { type: 'Noted', data: { note } }];
  },
};

/** `Take` of one number. */
export const take = (n: number, note?: string): Take => ({
  type: 'Take',
  data: { n, ...(note !== undefined && { note }) },
});

/** The first so many numbers, from 0. */
export const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
