import { ReadableStream } from 'node:stream/web';
import { EXIT, Failure } from '../failure.js';
import { failureOf } from './problems.js';

/** Milliseconds until an answer must have begun; for an answer in one piece, until it is there. */
const PATIENCE = 30_000;

type Query = Readonly<Record<string, string | number | undefined>>;

/** What a request brings. */
export interface Asked {
  readonly query?: Query;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends a long answer; without it, all of it must be there within half a minute. */
  readonly signal?: AbortSignal;
}

/** Speaks HTTP to one API. Throws a Failure for whatever is no answer that was hoped for. */
export class Connection {
  constructor(
    readonly url: string,
    private readonly key: string | undefined,
  ) {}

  async json<Answer>(method: 'GET' | 'POST', path: string, asked: Asked = {}): Promise<Answer> {
    const response = await this.ask(method, path, asked);
    try {
      return (await response.json()) as Answer;
    } catch (cause) {
      throw cause instanceof Failure ? cause : this.unreachable(cause);
    }
  }

  /** An answer whose body may be long; where it breaks off, whoever reads it gets a Failure. */
  async ask(method: 'GET' | 'POST', path: string, asked: Asked = {}): Promise<Response> {
    const response = await this.hear(method, path, asked);
    if (!response.ok) throw await failureOf(response);
    if (!response.body) return response;
    const { status, headers } = response;
    const body = ReadableStream.from(this.whole(response.body));
    return new Response(body as unknown as Response['body'], { status, headers });
  }

  /** Whatever is answered. Throws only where nothing is. */
  async hear(method: 'GET' | 'POST', path: string, { query, body, headers, signal }: Asked = {}): Promise<Response> {
    const init: RequestInit = {
      method,
      redirect: 'error',
      signal: signal ?? AbortSignal.timeout(PATIENCE),
      headers: {
        accept: 'application/json',
        ...(this.key && { authorization: `Bearer ${this.key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    try {
      return await fetch(`${this.url}${path}${search(query)}`, init);
    } catch (cause) {
      throw this.unreachable(cause);
    }
  }

  private async *whole(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (cause) {
      throw new Failure(EXIT.unavailable, `The API at ${this.url} broke off in the middle of its answer: ${reasonOf(cause)}.`, 'Ask again.');
    }
  }

  private unreachable(cause: unknown): Failure {
    const next = 'Start it with `npm start`, or name another with --api or SLOWKING_API; `slowking doctor` looks closer.';
    return new Failure(EXIT.unavailable, `The API at ${this.url} is not reachable: ${reasonOf(cause)}.`, next);
  }
}

function search(query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

/** fetch() hides what happened one level down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it does not answer';
  const { cause } = error;
  const { code } = (cause ?? {}) as { code?: string };
  return code ?? (cause instanceof Error && cause.message ? cause.message : error.message);
}
