import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds. A command waits for a disk, an answer may stream a report. */
const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const LAG = 'Positions a consumer is behind the end of the log; on a quiet log, those that hold nothing for it may count.';

/** What is measured of the API. Every label has few values: routes are templates, outcomes are codes of a table. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'slowking_http_request_duration_seconds',
    help: 'From the first byte of a request to the last of its answer, by route template. Progress streams are left out.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: FAST,
    registers: [this.registry],
  });
  readonly commands = new Counter({
    name: 'slowking_commands_total',
    help: 'Commands that reached their aggregate: stored, repeat, or the code of the refusal or fault.',
    labelNames: ['command', 'outcome'] as const,
    registers: [this.registry],
  });
  readonly problems = new Counter({
    name: 'slowking_problems_total',
    help: 'Answers that were problems, by their code.',
    labelNames: ['code'] as const,
    registers: [this.registry],
  });
  readonly appends = new Histogram({
    name: 'slowking_append_duration_seconds',
    help: 'Of one append to the log, durable.',
    labelNames: ['outcome'] as const,
    buckets: FAST,
    registers: [this.registry],
  });
  readonly appendedEvents = new Counter({
    name: 'slowking_appended_events_total',
    help: 'Events stored by this process.',
    registers: [this.registry],
  });
  readonly watchers = this.gauge('slowking_progress_watchers', 'Clients that watch a benchmark.', []);
  readonly up = this.gauge('slowking_up', 'Whether a part that is needed answers.', ['part']);
  readonly lag = this.gauge('slowking_consumer_lag_positions', LAG, ['consumer']);
  readonly blocked = this.gauge('slowking_consumer_blocked', '1: a consumer does not get on: it waits for people, or has failed several times in a row.', ['consumer']);
  readonly parked = this.gauge('slowking_parked_jobs', 'Jobs whose last try has failed, a thousand at most.', ['saga']);

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** What Prometheus reads, and its media type. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }

  private gauge<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }
}
