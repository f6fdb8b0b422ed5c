import { Readable } from 'node:stream';
import { HttpStatus, Injectable, StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BenchmarkAggregates } from '#commands';
import type { ReportFile } from '#domain';
import { ReportFiles } from '#ports';
import { ALGORITHM_VERSION, rendererOf, reportFileName, reportOf, unhurried, type Renderer } from '#reports';
import { ReadReport } from '#sagas';
import { isNow, type AsOf } from '../past/past.request.js';
import { Past } from '../past/past.js';
import { completedReport } from './completed-report.js';

interface Content {
  readonly body: AsyncIterable<string | Uint8Array>;
  /** These are the bytes that are on record. */
  readonly isRecorded: boolean;
}

/** One format of a report on its way to whoever asked. */
@Injectable()
export class SentReport {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly files: ReportFiles,
    private readonly reports: ReadReport,
    private readonly past: Past,
  ) {}

  /** As it is on record, or made anew as of a moment before. Undefined: the caller has it already, and the reply says so. */
  send(id: string, renderer: Renderer, asOf: AsOf, asked: FastifyRequest, reply: FastifyReply): Promise<StreamableFile | undefined> {
    return isNow(asOf) ? this.sendRecorded(id, renderer, asked, reply) : this.sendPast(id, renderer, asOf, reply);
  }

  /** Of the events until then, by today's algorithms; also of a run that was not over. */
  private async sendPast(id: string, renderer: Renderer, asOf: AsOf, reply: FastifyReply): Promise<StreamableFile> {
    const report = await reportOf(this.past.history(id, asOf), { isPartial: true, readBaseline: this.reports.baseline });
    return sent(unhurried(renderer.render(report)), renderer, reportFileName(report, renderer), reply);
  }

  private async sendRecorded(id: string, renderer: Renderer, { headers }: FastifyRequest, reply: FastifyReply) {
    const { files, revision, algorithm_version } = await completedReport(this.benchmarks, id);
    const recorded = files.find(({ format }) => format === renderer.format);
    const { body, isRecorded } = await this.content(id, renderer, recorded, algorithm_version);
    const tag = recorded && isRecorded ? `"${recorded.sha256}"` : undefined;
    if (tag) reply.header('etag', tag);
    if (tag && isKnown(tag, headers['if-none-match'])) {
      reply.status(HttpStatus.NOT_MODIFIED);
      return undefined;
    }
    return sent(body, renderer, recorded?.file ?? reportFileName({ run: { id, revision } }, renderer), reply);
  }

  /** As it was written; else made again as it was; else, and where it never was, as this build makes it. */
  private async content(id: string, newest: Renderer, recorded: ReportFile | undefined, algorithms: number): Promise<Content> {
    const stored = recorded && (await this.files.read(recorded.file));
    if (stored) return { body: stored, isRecorded: true };
    const same = algorithms === ALGORITHM_VERSION && recorded ? rendererOf(recorded.format, recorded.renderer_version) : undefined;
    return { body: unhurried((same ?? newest).render(await this.reports.of(id))), isRecorded: same !== undefined };
  }
}

function sent(body: Content['body'], { headers, mediaType, disposition }: Renderer, name: string, reply: FastifyReply): StreamableFile {
  reply.headers({ 'x-content-type-options': 'nosniff', ...headers });
  const options = { type: mediaType, disposition: `${disposition}; filename="${name}"` };
  return new StreamableFile(Readable.from(body, { objectMode: false }), options);
}

const isKnown = (tag: string, known = ''): boolean =>
  known.split(',').some((each) => ['*', tag, `W/${tag}`].includes(each.trim()));
