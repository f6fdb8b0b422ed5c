import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import type { BenchmarkCommand, BenchmarkEvent } from '#domain';
import { EventStore, Refusal, type Origin, type Outcome } from '#eventsourcing';
import { Metrics } from './metrics.js';

/** Every benchmark, with each command's outcome counted. */
@Injectable()
export class MeteredAggregates extends BenchmarkAggregates {
  constructor(
    store: EventStore,
    private readonly metrics: Metrics,
  ) {
    super(store);
  }

  override async send(stream: string, command: BenchmarkCommand, origin?: Origin): Promise<Outcome<BenchmarkEvent>> {
    try {
      const outcome = await super.send(stream, command, origin);
      this.count(command, outcome.events.length > 0 ? 'stored' : 'repeat');
      return outcome;
    } catch (error) {
      this.count(command, error instanceof Refusal ? error.code : error instanceof Error ? error.name : 'Error');
      throw error;
    }
  }

  private count({ type }: BenchmarkCommand, outcome: string): void {
    this.metrics.commands.inc({ command: type, outcome });
  }
}
