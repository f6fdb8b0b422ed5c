import { Controller, Get, Param, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, type Benchmark } from '#domain';
import { Refusal, streamBundleOf, type Proof } from '#eventsourcing';
import { ReadProof } from '#sagas';
import { benchmarkId } from '../benchmarks/parameters.js';
import { Documented } from '../http/documented.js';
import { bundleLine, proof } from './answers.js';
import { ndjson } from './audit.controller.js';

/** What ties one benchmark to the log that was sealed. */
@ApiTags('audit')
@Controller('benchmarks/:benchmarkId')
export class ProofsController {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly proofs: ReadProof,
  ) {}

  /** That its end and its report are in the log. */
  @Get('proof')
  @Documented({
    id: 'readProof',
    summary: 'Proof that the end of a run and its report are in the log that was sealed',
    answer: 'Both events, the way to the root of a checkpoint, its signature.',
    content: [{ shape: proof }],
    problems: ['NotFound', 'BenchmarkRunning', 'NoReport', 'NotSealed'],
  })
  async prove(@Param('benchmarkId', { schema: benchmarkId }) id: string): Promise<Proof> {
    const { end, report } = await this.stateOf(id, ({ end, report }) => ({ end, report }));
    if (!end) throw new Refusal('BenchmarkRunning', 'The benchmark is not over yet.');
    if (!report) throw new Refusal('NoReport', 'The report is being made.');
    const made = await this.proofs.of(id);
    if (!made) throw new Refusal('NotSealed', 'No checkpoint covers the report yet.');
    return made;
  }

  /** Its stream, with the proof of the last event that is sealed. */
  @Get('export')
  @Documented({
    id: 'exportStream',
    summary: 'One stream as a bundle that verifies offline',
    answer: 'A line each: what it is, events, the proof of the last one that is sealed, counts.',
    content: [{ type: 'application/x-ndjson', shape: bundleLine }],
    problems: ['NotFound'],
  })
  async export(@Param('benchmarkId', { schema: benchmarkId }) id: string): Promise<StreamableFile> {
    await this.stateOf(id, () => undefined);
    return ndjson(streamBundleOf(await this.proofs.proving(), benchmarkStream(id)), `${id}.ndjson`);
  }

  private async stateOf<Answer>(id: string, select: (benchmark: Benchmark) => Answer): Promise<Answer> {
    const found = await this.benchmarks.query(benchmarkStream(id), (benchmark) => benchmark.request && { answer: select(benchmark) });
    if (!found) throw new Refusal('NotFound', 'There is no such benchmark.');
    return found.answer;
  }
}
