import { Injectable } from '@nestjs/common';
import { benchmarkDecider, type Benchmark, type BenchmarkCommand, type BenchmarkEvent } from '#domain';
import { Aggregates, EventStore } from '#eventsourcing';

/** Every benchmark, as this process knows it. */
@Injectable()
export class BenchmarkAggregates extends Aggregates<Benchmark, BenchmarkCommand, BenchmarkEvent> {
  constructor(store: EventStore) {
    super(store, benchmarkDecider);
  }
}
