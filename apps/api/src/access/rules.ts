import type { Role } from '#ports';

/** What a route is for, as far as who may call it is concerned. */
export type Access =
  /** Whether it lives: for everyone. What is behind it is for readers. */
  | 'liveness'
  /** The API's description: for everyone on this machine, elsewhere for every key. */
  | 'description'
  /** No such route: every key may know. */
  | 'nowhere'
  | 'reading'
  /** What the platform's instrumentation posts; with a key or with a signature. */
  | 'instrumentation'
  | 'operation';

/** What is not as its method says. To make a report again stores nothing and mails nothing. */
const EXCEPTIONS: Readonly<Record<string, Access>> = {
  'GET /api/v1/health': 'liveness',
  'POST /api/v1/benchmarks/documents': 'instrumentation',
  'POST /api/v1/benchmarks/:benchmarkId/reports': 'reading',
};

const ALLOWED: Readonly<Record<Role, readonly Access[]>> = {
  operator: ['liveness', 'description', 'nowhere', 'reading', 'instrumentation', 'operation'],
  auditor: ['liveness', 'description', 'nowhere', 'reading'],
  instrumenter: ['liveness', 'description', 'nowhere', 'instrumentation'],
};

/** What a route is for: what it says of itself, else what its method says. Nothing is for everyone by default. */
export function accessOf(method: string, url: string): Access {
  const asked = method === 'HEAD' ? 'GET' : method;
  const exception = EXCEPTIONS[`${asked} ${url.replace(/(?<=.)\/$/, '')}`];
  if (exception) return exception;
  if (asked !== 'GET') return 'operation';
  return /^\/docs(?:$|[/*-])/.test(url) ? 'description' : 'reading';
}

/** Whether a role may do a thing. */
export const allows = (role: Role, access: Access): boolean => ALLOWED[role].includes(access);
