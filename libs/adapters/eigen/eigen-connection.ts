import type { Readable } from 'node:stream';
import { Agent, request, type Dispatcher } from 'undici';
import type { IncomingHttpHeaders } from 'undici/types/header.js';
import type { PlatformLimits } from './platform-limits.js';
import type { TargetPolicy } from './target-policy.js';

/** An upload is never sent twice, so a connection that the platform may be closing just now is not used again. */
const KEEP_ALIVE = { keepAliveTimeout: 1_000, keepAliveMaxTimeout: 30_000 };

/** One request. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly route: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer | Readable;
}

/** An answer of which only the head is there yet. */
export interface Head {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Dispatcher.ResponseData['body'];
}

/** A whole answer; where it is an error, of its text what came. */
export interface Answer extends Omit<Head, 'body'> {
  readonly text: string;
}

/**
 * Connections to one platform, kept alive, as many as there are requests at a time: none waits for another one. Redirects
 * are not followed, nothing is repeated.
 */
export class EigenConnection {
  private readonly agent: Agent;
  private readonly base: string;

  constructor(
    url: URL,
    targets: TargetPolicy,
    readonly limits: PlatformLimits,
  ) {
    const connect = { timeout: limits.connect, lookup: targets.lookup };
    // The deadline of each call takes the place of undici's own.
    this.agent = new Agent({ ...KEEP_ALIVE, allowH2: false, headersTimeout: 0, bodyTimeout: 0, connect });
    this.base = url.origin + url.pathname.replace(/\/+$/, '');
  }

  /** Sends a request. The patience, in milliseconds, is for the whole exchange; it does not end with the head. */
  async send({ route, headers = {}, ...call }: Call, patience: number): Promise<Head> {
    const options = { ...call, headers: { ...headers, referer: `${this.base}/` }, dispatcher: this.agent };
    const signal = AbortSignal.timeout(patience);
    const { statusCode, ...head } = await request(this.base + route, { ...options, signal });
    return { status: statusCode, headers: head.headers, body: head.body };
  }

  /** All of a success; of an error, what came of it. */
  async read({ body, ...head }: Head): Promise<Answer> {
    const chunks: Uint8Array[] = [];
    try {
      let room = this.limits.answerBytes;
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        chunks.push(chunk.subarray(0, room));
        room -= chunk.length;
        if (room < 0) throw new AnswerTooLong(`an answer of more than ${this.limits.answerBytes} bytes`);
      }
    } catch (error) {
      if (head.status < 300) throw error;
    }
    return { ...head, text: Buffer.concat(chunks).toString('utf8') };
  }

  /** Reads the rest of an answer and forgets it, so that the connection can be used again; a long one ends it. */
  async drop({ body }: Head): Promise<void> {
    const options = { limit: this.limits.answerBytes, signal: AbortSignal.timeout(this.limits.rest) };
    await body.dump(options).catch(() => body.destroy());
  }

  /** Ends what is still under way, too. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/** More came than is read. */
export class AnswerTooLong extends Error {}
