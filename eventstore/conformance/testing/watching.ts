import type { AllStreamSubscription, ResolvedEvent, StreamSubscription } from '@eventstore/db-client';
import { eventually } from './streams.js';

export interface Watching {
  readonly seen: ResolvedEvent[];
  readonly numbers: number[];
  caughtUp: number;
  error: Error | undefined;
  /** Waits until so many events have come. */
  have(count: number): Promise<void>;
  /** Waits until it has caught up so often. */
  live(times?: number): Promise<void>;
  failed(): Promise<Error>;
  stop(): Promise<void>;
}

/** What a catch-up subscription is told. */
export function watch(subscription: StreamSubscription | AllStreamSubscription): Watching {
  const watching: Watching = {
    seen: [], numbers: [], caughtUp: 0, error: undefined,
    have: (count) => eventually(() => watching.seen.length >= count, `${count} events, of which ${watching.seen.length} came`),
    live: (times = 1) => eventually(() => watching.caughtUp >= times, 'caught up'),
    failed: async () => {
      await eventually(() => watching.error !== undefined, 'an error');
      return watching.error!;
    },
    stop: () => subscription.unsubscribe(),
  };
  subscription.on('caughtUp', () => watching.caughtUp++);
  subscription.on('error', (error) => void (watching.error = error));
  subscription.on('data', (told: ResolvedEvent) => {
    watching.seen.push(told);
    watching.numbers.push(Number((told.link ?? told.event)!.revision));
  });
  return watching;
}
