import type { HttpStatus } from '@nestjs/common';
import { plainText } from '#domain';

/** An error as RFC 9457 tells it; `code` is stable and for machines. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  /** What is wrong with the request, field by field. */
  readonly errors?: readonly FieldError[];
}

/** What is wrong with a field; of a text with a grammar also where. */
export interface FieldError {
  readonly field: string;
  /** Into the request, as RFC 9457 shows it. */
  readonly pointer?: string;
  /** Of the character, from 1 on. */
  readonly column?: number;
  readonly message: string;
}

/** A request that is turned down before any command is made of it. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';

  constructor(
    readonly code: string,
    message: string,
    readonly errors?: Problem['errors'],
  ) {
    super(message);
  }
}

/** The one table of codes: every refusal, of the domain or of a route, and its HTTP status. */
export const STATUS: Readonly<Record<string, HttpStatus>> = {
  InvalidRequest: 400,
  InvalidCursor: 400,
  NoTime: 400,
  InvalidTime: 400,
  Unauthenticated: 401,
  Forbidden: 403,
  ForeignOrigin: 403,
  NotFound: 404,
  NoReport: 404,
  NotSealed: 404,
  UnknownProject: 404,
  UnknownRevision: 404,
  UnknownTime: 404,
  TimeConflict: 409,
  NoProject: 409,
  BenchmarkOver: 409,
  BenchmarkRunning: 409,
  NotCompleted: 409,
  AlreadyAcknowledged: 409,
  AlreadyCreated: 422,
  InvalidTarget: 422,
  TargetNotAllowed: 422,
  NoDocuments: 422,
  DuplicateDocument: 422,
  UnfitDocumentName: 422,
  DocumentMissing: 422,
  ImpossibleWorkload: 422,
  InvalidObjective: 422,
  UnknownBaseline: 422,
  UnknownBenchmarkType: 422,
  UnknownDocument: 422,
  IncompletePlan: 409,
  TooManyAttempts: 429,
  TooManyRequests: 429,
  Unavailable: 503,
};

/** The problem that a status stands for where nothing more exact is known. */
export const CODES: Readonly<Record<number, string>> = {
  400: 'InvalidRequest',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  413: 'TooLarge',
  415: 'UnsupportedMediaType',
  500: 'Internal',
  503: 'Unavailable',
};

/** A problem of that code, told in those words. */
export function problem(code: string, text: string, errors?: Problem['errors'], status = STATUS[code] ?? 409): Problem {
  const title = plainText(text);
  return { type: `urn:slowking:problem:${code}`, title, status, code, ...(errors && { errors }) };
}
