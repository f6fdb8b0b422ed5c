import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { benchmarkStream, type BenchmarkCommand, type BenchmarkEvent } from '#domain';
import type { Origin, Outcome } from '#eventsourcing';
import { BenchmarkAggregates } from './benchmark.aggregates.js';

/** Carries a plain domain command over Nest's command bus. */
export class ExecuteBenchmarkCommand extends Command<Outcome<BenchmarkEvent>> {
  constructor(
    readonly command: BenchmarkCommand,
    readonly causationId?: string,
  ) {
    super();
  }
}

/** One handler for the whole aggregate: what each command means is the decider's business. */
@CommandHandler(ExecuteBenchmarkCommand)
export class BenchmarkCommandHandler implements ICommandHandler<ExecuteBenchmarkCommand> {
  constructor(private readonly benchmarks: BenchmarkAggregates) {}

  execute({ command, causationId }: ExecuteBenchmarkCommand): Promise<Outcome<BenchmarkEvent>> {
    const { benchmarkId } = command.data;
    const origin: Origin = { correlationId: benchmarkId, ...(causationId !== undefined && { causationId }) };
    return this.benchmarks.send(benchmarkStream(benchmarkId), command, origin);
  }
}
