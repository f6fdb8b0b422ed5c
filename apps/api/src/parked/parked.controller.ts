import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ParkedJobs, type ParkedJob } from '#adapters';
import { BENCHMARK_STREAMS } from '#domain';
import { Refusal } from '#eventsourcing';
import { Documented } from '../http/documented.js';
import { named } from '../http/shapes.js';

const parkedJob = named(
  'ParkedJob',
  z.object({
    job_id: z.string(),
    saga: z.string(),
    benchmark_id: z.string(),
    stream: z.string(),
    revision: z.int().describe('Of the event that the job follows from.'),
    reason: z.string().describe('What the last try failed of.'),
    attempts: z.int(),
    created_at: z.string(),
    failed_at: z.string(),
  }),
);
const parkedJobs = named('ParkedJobs', z.object({ items: z.array(parkedJob), next_cursor: z.null() }));
const retried = named('RetriedJob', z.object({ job_id: z.string() }));
const jobId = z.uuid('The id of a parked job is a UUID.');

/** Work that failed for good, for people to look at and to try again. */
@ApiTags('operations')
@Controller('parked')
export class ParkedController {
  constructor(private readonly jobs: ParkedJobs) {}

  /** Last failed first, a thousand at most. */
  @Get()
  @Documented({
    id: 'listParkedJobs',
    summary: 'Jobs whose last try has failed',
    description: 'Last failed first, a thousand at most, of the last month.',
    answer: 'What is parked.',
    content: [{ shape: parkedJobs }],
  })
  async list(): Promise<z.infer<typeof parkedJobs>> {
    return { items: (await this.jobs.list()).map(shown), next_cursor: null };
  }

  /** One more try, at once. A job that finds its work done does nothing. */
  @Post(':jobId/retry')
  @HttpCode(202)
  @Documented({
    id: 'retryParkedJob',
    summary: 'Gives a parked job one more try, at once',
    status: 202,
    answer: 'It waits for a worker.',
    content: [{ shape: retried }],
    problems: ['NotFound'],
  })
  async retry(@Param('jobId', { schema: jobId }) id: string): Promise<z.infer<typeof retried>> {
    if (!(await this.jobs.retry(id))) throw new Refusal('NotFound', 'There is no such parked job.');
    return { job_id: id };
  }
}

const shown = ({ id, saga, stream, revision, reason, attempts, createdAt, failedAt }: ParkedJob): z.infer<typeof parkedJob> => ({
  job_id: id,
  saga,
  benchmark_id: stream.slice(BENCHMARK_STREAMS.length),
  stream,
  revision: Number(revision),
  reason,
  attempts,
  created_at: createdAt.toISOString(),
  failed_at: failedAt.toISOString(),
});
