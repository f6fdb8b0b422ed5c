import type { Command, Event } from './message.js';
import type { Upcasters } from './upcaster.js';

/** The whole behaviour of an aggregate. */
export interface Decider<State, C extends Command, E extends Event> {
  /**
   * The facts that follow from a command. Empty: it is already so, and stays so. Throws a Refusal: not allowed.
   * Changes nothing, reads no clock, makes no id.
   */
  decide(command: C, state: State): readonly E[];
  /**
   * The state after a fact. Total: it never throws and never refuses.
   * It may reuse the state it is given; the caller must not use the old one again.
   */
  evolve(state: State, event: E): State;
  initialState(): State;
  /** A state that stands on `state` and may be evolved without changing it. Its cost does not grow with the state. */
  overlay(state: State): State;
  /** How much memory a state takes, in any unit that adds up; at least 1. */
  weigh(state: State): number;
  readonly upcasters: Upcasters;
}

type Fold<State, E extends Event> = Pick<Decider<State, never, E>, 'evolve' | 'initialState'>;

/** The state after a whole history. */
export function fold<State, E extends Event>(decider: Fold<State, E>, events: Iterable<E>): State {
  let state = decider.initialState();
  for (const event of events) state = decider.evolve(state, event);
  return state;
}
