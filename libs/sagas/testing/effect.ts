import { benchmarkDecider, benchmarkStream, type Benchmark, type BenchmarkEvent } from '#domain';
import { benchmarkId } from '#domain/testing';
import { fold, type Saga } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';

/** What a saga does about the last event, given that all of them have happened. */
export function effectOf<Effect>(
  saga: Saga<Benchmark, BenchmarkEvent, Effect>,
  ...history: readonly BenchmarkEvent[]
): Effect | undefined {
  return effectAt(saga, history, history.at(-1)!);
}

/** What it does about an event of long ago, delivered again. */
export function effectAt<Effect>(
  saga: Saga<Benchmark, BenchmarkEvent, Effect>,
  history: readonly BenchmarkEvent[],
  event: BenchmarkEvent,
): Effect | undefined {
  if (!saga.reactsTo.includes(event.type)) throw new Error(`${saga.name} does not wait for ${event.type}.`);
  const fact = recorded(benchmarkStream(benchmarkId), history)[history.indexOf(event)];
  if (!fact) throw new Error('The event is not part of the history.');
  return saga.react(fact, fold(benchmarkDecider, history));
}
