import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Pool } from 'undici';
import type { PostOutcome } from '../documents/documents.js';
import { backoffSeconds } from './backoff.js';
import type { Instrumentation } from './posts.js';
import { signatureHeaders } from './signature.js';

const PATH = '/api/v1/benchmarks/documents/';
const TOO_MANY_REQUESTS = 429;
/** As much of a refusal as is worth a log line. */
const EXCERPT = 300;

/** Where posts go, and how patiently. */
export interface DeliveryOptions {
  readonly apiUrl: URL;
  readonly connections: number;
  readonly timeoutSeconds: number;
  /** For how long a post is tried again. */
  readonly retrySeconds: number;
  /** What slowking knows us by; unset: we send none. */
  readonly apiKey: string | undefined;
  /** What we sign with; unset: we do not. */
  readonly webhookSecret: Buffer | undefined;
}

/** A post on its way: the same message however often it is sent. */
interface Message {
  readonly id: string;
  readonly body: string;
}

/** How a post can end. */
export type Delivered = Extract<PostOutcome, 'accepted' | 'refused' | 'given_up'>;

/** Brings posts to slowking's API, again and again while that is away. */
export class Delivery {
  private readonly logger = new Logger('Instrumentation');
  private readonly pool: Pool;
  private readonly path: string;
  private readonly closing = new AbortController();
  private isAway = false;

  constructor(private readonly options: DeliveryOptions) {
    const { origin, pathname } = options.apiUrl;
    this.path = pathname.replace(/\/$/, '') + PATH;
    const connect = { timeout: options.timeoutSeconds * 1_000 };
    this.pool = new Pool(origin, { connections: options.connections, connect });
  }

  async deliver(post: Instrumentation): Promise<Delivered> {
    const deadline = performance.now() + this.options.retrySeconds * 1_000;
    const message = { id: `msg_${randomUUID()}`, body: JSON.stringify(post) };
    for (let failures = 1; ; failures++) {
      const outcome = await this.attempt(post, message);
      if (outcome !== 'again') return outcome;
      const pause = backoffSeconds(failures, Math.random()) * 1_000;
      const isHopeless = this.closing.signal.aborted || performance.now() + pause > deadline;
      if (isHopeless) return this.giveUp(post);
      await sleep(pause, undefined, { signal: this.closing.signal }).catch(() => 'closing');
    }
  }

  /** What is under way now ends as given up. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.pool.destroy();
  }

  private async attempt(post: Instrumentation, message: Message): Promise<'accepted' | 'refused' | 'again'> {
    try {
      const { status, text } = await this.send(message);
      if (status >= 500 || status === TOO_MANY_REQUESTS) return this.away(`it answered ${status}`);
      this.isBack();
      if (status < 300) return 'accepted';
      this.logger.warn(`${describe(post)} was refused with ${status}: ${text.slice(0, EXCERPT)}`);
      return 'refused';
    } catch (error) {
      return this.away(String(error));
    }
  }

  private async send(message: Message): Promise<{ status: number; text: string }> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.options.timeoutSeconds * 1_000), this.closing.signal]);
    const headers = { 'content-type': 'application/json', ...this.credentials(message) };
    const request = { method: 'POST', path: this.path, headers, body: message.body, signal } as const;
    const { statusCode, body } = await this.pool.request(request);
    return { status: statusCode, text: await body.text() };
  }

  /** The signature tells when it was sent, by the clock of this machine, however wrong the platform's is. */
  private credentials(message: Message): Record<string, string> {
    const { apiKey, webhookSecret } = this.options;
    return {
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...(webhookSecret && signatureHeaders({ ...message, at: Date.now() / 1_000 }, webhookSecret)),
    };
  }

  private away(reason: string): 'again' {
    if (!this.isAway && !this.closing.signal.aborted) this.logger.warn(`slowking's API is away: ${reason}`);
    this.isAway = true;
    return 'again';
  }

  private isBack(): void {
    if (this.isAway) this.logger.log("slowking's API is back");
    this.isAway = false;
  }

  private giveUp(post: Instrumentation): 'given_up' {
    // What a stop cuts off is counted by whoever stops.
    if (!this.closing.signal.aborted) this.logger.error(`${describe(post)} was given up`);
    return 'given_up';
  }
}

const describe = ({ document_name, start_time }: Instrumentation): string =>
  `the ${start_time === undefined ? 'end' : 'start'} of ${JSON.stringify(document_name)}`;
