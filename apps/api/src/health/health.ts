import { Injectable } from '@nestjs/common';
import { BlockedConsumers, Database, Log, type BlockedConsumer } from '#adapters';
import type { HealthAnswer } from './health.answer.js';
import { PATIENCE, within } from './within.js';

/** Asks each part whether it is there. */
@Injectable()
export class Health {
  constructor(
    private readonly log: Log,
    private readonly database: Database,
    private readonly blocked: BlockedConsumers,
  ) {}

  /** `ok` when commands and queries are served. */
  async check(): Promise<HealthAnswer> {
    const [end, consumers] = await Promise.allSettled([this.log.ping(PATIENCE), within(PATIENCE, this.consumers())]);
    const parts = { event_store: partOf(end), read_models: partOf(consumers) };
    const isUp = Object.values(parts).every(({ status }) => status === 'up');
    const logEnd = end.status === 'fulfilled' ? end.value : undefined;
    const known = consumers.status === 'fulfilled' ? consumers.value : [];
    return { status: isUp ? 'ok' : 'down', parts, consumers: known.map((each) => shown(each, logEnd)) };
  }

  /** Those that have a checkpoint, and those that are blocked; the sealer has its place in the log, not here. */
  private async consumers(): Promise<readonly KnownConsumer[]> {
    const [checkpoints, blocked] = await Promise.all([this.database.checkpoint.findMany(), this.blocked.list()]);
    const [positions, reasons] = [byConsumer(checkpoints), byConsumer(blocked)];
    const names = [...new Set([...positions.keys(), ...reasons.keys()])].sort();
    return names.map((consumer) => ({ consumer, position: positions.get(consumer)?.position, blocked: reasons.get(consumer) }));
  }
}

interface KnownConsumer {
  readonly consumer: string;
  readonly position: bigint | undefined;
  readonly blocked: BlockedConsumer | undefined;
}

const byConsumer = <Row extends { readonly consumer: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.consumer, row]));

/** A consumer may be ahead of what we heard of the log a moment before. */
const shown = ({ consumer, position, blocked }: KnownConsumer, logEnd: bigint | undefined): HealthAnswer['consumers'][number] => ({
  consumer,
  position: position === undefined ? null : String(position),
  log_end: logEnd === undefined ? null : String(logEnd),
  lag: logEnd === undefined || position === undefined ? null : Math.max(0, Number(logEnd - position)),
  blocked: blocked ? { reason: blocked.reason, since: blocked.since.toISOString() } : null,
});

/** What went wrong may name hosts and users: the log says it, not the answer. */
const partOf = (answer: PromiseSettledResult<unknown>): HealthAnswer['parts'][string] =>
  answer.status === 'fulfilled' ? { status: 'up' } : { status: 'down', detail: 'it does not answer' };
