import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import type { z } from 'zod';
import { CODES, STATUS } from '../problems/problem.js';
import { problemSchema } from '../problems/problem.schema.js';
import { pathTo, referTo } from './shapes.js';

/** What comes back, in one media type. */
interface Content {
  /** `application/json` where it is missing. */
  readonly type?: string;
  /** Text where it is missing. */
  readonly shape?: z.ZodType;
  readonly example?: unknown;
}

/** What the API's description says of a route. */
export interface Documentation {
  /** Names the operation for those who make clients of the description. */
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  /** The body: the id of its schema, and an example. */
  readonly request?: { readonly schema: string; readonly example: object };
  /** 200 where it is missing. */
  readonly status?: number;
  readonly answer: string;
  readonly content: readonly Content[];
  /** The codes of what may go wrong here and not everywhere. */
  readonly problems?: readonly string[];
}

/** What any route may answer. */
const EVERYWHERE = ['InvalidRequest', 'Unauthenticated', 'Forbidden', 'ForeignOrigin', 'TooManyAttempts', 'TooManyRequests', 'Internal', 'Unavailable'];

/** Describes a route: what it does, what it answers, what may go wrong. */
export function Documented(route: Documentation): MethodDecorator {
  const { id, summary, description = '', status = 200, answer, content, problems = [], request } = route;
  const operation = { operationId: id, summary, ...(description && { description }) };
  return applyDecorators(
    ApiOperation(operation),
    ...(request ? [ApiBody({ schema: { $ref: pathTo(request.schema) }, examples: { example: { value: request.example } } })] : []),
    ApiResponse({ status, description: answer, content: contentOf(content) }),
    ...[...byStatus([...EVERYWHERE, ...problems])].map(([at, codes]) => ApiResponse(problemOf(at, codes))),
  );
}

type ResponseContent = NonNullable<Extract<ApiResponseOptions, { content?: unknown }>['content']>;

const contentOf = (content: readonly Content[]): ResponseContent =>
  Object.fromEntries(
    content.map(({ type = 'application/json', shape, example }) => [
      type,
      { schema: shape ? referTo(shape) : { type: 'string' }, ...(example !== undefined && { example }) },
    ]),
  );

function byStatus(codes: readonly string[]): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const code of new Set(codes)) {
    const status = STATUS[code] ?? Number(Object.keys(CODES).find((each) => CODES[Number(each)] === code) ?? 409);
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}

function problemOf(status: number, codes: readonly string[]): ApiResponseOptions {
  const example = (code: string) => ({ type: `urn:slowking:problem:${code}`, title: 'What is wrong, for people.', status, code });
  const examples = Object.fromEntries(codes.map((code) => [code, { value: example(code) }]));
  return {
    status,
    description: codes.join(', '),
    content: { 'application/problem+json': { schema: referTo(problemSchema), examples } },
  };
}
