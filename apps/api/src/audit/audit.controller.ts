import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { BENCHMARK_STREAMS } from '#domain';
import { AUDIT_STREAM, AuditKeys, bundleOf, EventStore, isSealedCheckpoint } from '#eventsourcing';
import { Documented } from '../http/documented.js';
import { auditKeyList, bundleLine, checkpointList, checkpointsQuery, type CheckpointsQuery } from './answers.js';

/** What an auditor needs to verify the whole log elsewhere. */
@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(
    private readonly store: EventStore,
    private readonly keys: AuditKeys,
  ) {}

  /** Checkpoints, oldest first. */
  @Get('checkpoints')
  @Documented({
    id: 'listCheckpoints',
    summary: 'Signed checkpoints of the log, oldest first',
    answer: 'A page of checkpoints.',
    content: [{ shape: checkpointList }],
  })
  async checkpoints(@Query({ schema: checkpointsQuery }) { cursor, limit }: CheckpointsQuery) {
    const items = [];
    for await (const event of this.store.read(AUDIT_STREAM, cursor === 0 ? 'no-stream' : BigInt(cursor) - 1n)) {
      if (!isSealedCheckpoint(event)) continue;
      const { revision, created, data: checkpoint } = event;
      if (items.length === limit) return { items, next_cursor: String(revision) };
      items.push({ revision: Number(revision), created: created.toISOString(), checkpoint });
    }
    return { items, next_cursor: null };
  }

  /** Public keys, the current one last. */
  @Get('keys')
  @Documented({
    id: 'listAuditKeys',
    summary: 'Public keys that checkpoints are signed with',
    description: 'The current one last. Each but the first is signed by the one before it.',
    answer: 'All of them.',
    content: [{ shape: auditKeyList }],
  })
  async listKeys() {
    return { items: await this.keys.list(), next_cursor: null };
  }

  /** The whole log, with all that it takes to verify it. */
  @Get('export')
  @Documented({
    id: 'exportBundle',
    summary: 'The whole log as a bundle that verifies offline',
    answer: 'A line each: what it is, events and checkpoints, keys, counts.',
    content: [{ type: 'application/x-ndjson', shape: bundleLine }],
  })
  async export(): Promise<StreamableFile> {
    // First what is remembered of it, then the log: it can only have grown.
    const [signed, keys] = [await this.keys.signed(), await this.keys.list()];
    return ndjson(bundleOf(this.store, BENCHMARK_STREAMS, { keys, signed }), 'slowking.ndjson');
  }
}

/** Lines as they come, to be saved under a name. */
export function ndjson(lines: AsyncIterable<object>, name: string): StreamableFile {
  const text = async function* () {
    for await (const line of lines) yield `${JSON.stringify(line)}\n`;
  };
  const body = Readable.from(text(), { objectMode: false });
  return new StreamableFile(body, { type: 'application/x-ndjson', disposition: `attachment; filename="${name}"` });
}
