import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hostOf } from '#domain';
import { ApiKeys, SigningSecrets } from '#ports';
import { RequestRefused } from '../problems/problem.js';
import type { Caller } from './caller.js';
import { FailedAttempts } from './failed-attempts.js';
import type { RateLimit } from './rate-limit.js';
import { accessOf, allows, type Access } from './rules.js';
import { flawOf } from './webhook-signature.js';

const OPEN: Caller = { role: 'operator' };
const HOW = 'Authorization: Bearer <key>, or X-API-Key: <key>';

/** Lets in who may come in. Reachable from this machine only, and without any key, it stands open. */
export class Door {
  private readonly logger = new Logger('Access');
  private readonly failures = new FailedAttempts();
  private wasOpen: boolean | undefined;

  constructor(
    private readonly keys: ApiKeys,
    private readonly secrets: SigningSecrets,
    private readonly isLoopback: boolean,
    private readonly rates: RateLimit,
  ) {}

  /** By key, before the body is read. Throws RequestRefused, KeysUnavailable. */
  async admit(request: FastifyRequest): Promise<void> {
    const access = accessTo(request);
    const isForAll = access === 'liveness' || (access === 'description' && this.isLoopback);
    if (isForAll) return this.recognise(request);
    request.caller = await this.callerOf(request);
    if (request.caller) this.spend(request.caller);
    if (request.caller && allows(request.caller.role, access)) return;
    if (request.caller) throw new RequestRefused('Forbidden', `A key of the role ${request.caller.role} may not do this.`);
    const maySign = access === 'instrumentation' && request.headers['webhook-signature'] !== undefined;
    if (!maySign) throw new RequestRefused('Unauthenticated', `A key is needed: ${HOW}.`);
  }

  /** By signature, once the body is there: where its host has a secret, a key alone is not enough. */
  async admitSigned(request: FastifyRequest): Promise<void> {
    const host = hostIn(request.body);
    const secret = host === undefined ? undefined : await this.secrets.find(host);
    if (!secret && request.caller) return;
    if (!secret) throw this.failed(request, `No secret is kept for this host, so a key is needed: ${HOW}.`);
    const message = messageOf(request);
    const flaw = flawOf(message, secret, Date.now() / 1000);
    if (flaw !== undefined) throw this.failed(request, `A signature is needed: ${flaw}.`);
    request.caller = { role: 'instrumenter', webhookId: message.id, share: `host ${host}` };
    this.spend(request.caller);
  }

  /** Whether it stands open; says so when that changes. */
  async isOpen(): Promise<boolean> {
    const isOpen = this.isLoopback && (await this.keys.isEmpty());
    if (isOpen !== this.wasOpen) {
      this.logger.log(isOpen ? 'The API is open to this machine: there are no keys yet.' : 'The API is closed: callers need a key.');
    }
    this.wasOpen = isOpen;
    return isOpen;
  }

  /** Each key and each host that signs has a share of its own; where the API is open, nobody has one. */
  private spend({ share }: Caller): void {
    if (share === undefined || this.rates.take(share)) return;
    throw new RequestRefused('TooManyRequests', 'More requests came with this key, or from this host, than one may send a second.');
  }

  /** Nobody is sent away. */
  private async recognise(request: FastifyRequest): Promise<void> {
    request.caller = await this.callerOf(request).catch(() => undefined);
  }

  private async callerOf(request: FastifyRequest): Promise<Caller | undefined> {
    if (await this.isOpen()) return OPEN;
    const presented = keyIn(request);
    if (presented === undefined) return undefined;
    const key = await this.keys.find(presented);
    if (!key) throw this.failed(request, 'This key was never made here, or is revoked.');
    return { role: key.role, name: key.name, share: `key ${key.keyId}` };
  }

  private failed({ ip }: FastifyRequest, text: string): RequestRefused {
    const news = this.failures.add(ip);
    if (news === 'too many now') this.logger.warn(`Too many wrong keys or signatures from ${ip}.`);
    if (news === 'few') return new RequestRefused('Unauthenticated', text);
    return new RequestRefused('TooManyAttempts', 'Too many wrong keys or signatures came from this address.');
  }
}

/** What the route of a request is for. */
export const accessTo = ({ is404, routeOptions }: FastifyRequest): Access =>
  is404 ? 'nowhere' : (routeOptions.config.access ?? accessOf(String(routeOptions.method), routeOptions.url ?? ''));

function keyIn({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' ? header.trim() : undefined);
}

function hostIn(body: unknown): string | undefined {
  const { benchmark_host_name: name } = (body ?? {}) as { benchmark_host_name?: unknown };
  return typeof name === 'string' ? hostOf(name) : undefined;
}

function messageOf({ headers, rawBody = Buffer.alloc(0) }: FastifyRequest) {
  const text = (name: string) => String(headers[name] ?? '');
  return {
    id: text('webhook-id'),
    timestamp: text('webhook-timestamp'),
    signature: text('webhook-signature'),
    body: rawBody,
  };
}
