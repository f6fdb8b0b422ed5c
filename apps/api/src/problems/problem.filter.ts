import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OutcomeUnknown, Overloaded, Refusal, RevisionConflict, StoreUnavailable } from '#eventsourcing';
import { KeysUnavailable } from '#ports';
import { ReadSideUnavailable } from '#read-models';
import { Metrics } from '../metrics/metrics.js';
import { CODES, problem, RequestRefused, type Problem } from './problem.js';

/** Seconds until a caller may try again: when a part of ours is away, after too many wrong keys, and after too much at once. */
const RETRY_AFTER: Readonly<Record<string, string>> = { Unavailable: '2', TooManyAttempts: '60', TooManyRequests: '1' };

/** What passes by itself: nothing is wrong with the request. */
const OUTAGES = [StoreUnavailable, OutcomeUnknown, RevisionConflict, Overloaded, ReadSideUnavailable, KeysUnavailable];

/** Every error as a problem. What nobody foresaw is logged in full and told in one word. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problems');

  constructor(private readonly metrics: Metrics) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const problem = this.problemOf(error);
    this.metrics.problems.inc({ code: problem.code });
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const retryAfter = RETRY_AFTER[problem.code];
    if (retryAfter !== undefined) void reply.header('retry-after', retryAfter);
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="slowking"');
    void reply.status(problem.status).type('application/problem+json').send(problem);
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Refusal) return problem(error.code, error.message);
    if (error instanceof RequestRefused) return problem(error.code, error.message, error.errors);
    if (OUTAGES.some((outage) => error instanceof outage)) {
      this.logger.warn(error);
      return problem('Unavailable', 'A part of slowking is away. The same request may be sent again.');
    }
    const status = statusOf(error);
    if (status < 500 && error instanceof Error) return problem(CODES[status] ?? 'Refused', error.message, undefined, status);
    this.logger.error(error);
    return problem('Internal', 'Something went wrong that should not have; the log says more.', undefined, 500);
  }
}

/** Nest's own errors say it one way, Fastify's the other. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}
