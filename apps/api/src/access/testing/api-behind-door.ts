import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { readSettings } from '#adapters';
import { freshDatabase, type FreshDatabase } from '#adapters/testing';
import { ApiKeys, SigningSecrets, type Role } from '#ports';
import { createApi } from '../../create-api.js';

type Body = Record<string, unknown> & { readonly code?: string };

/** What somebody was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Body;
}

interface Otherwise {
  readonly requestTimeout?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The API with a database and without a log: whoever is let in does not get far, and that is enough. */
export class ApiBehindDoor {
  private constructor(
    readonly database: FreshDatabase,
    private readonly home: string,
    private readonly environment: Readonly<Record<string, string>>,
    private api: NestFastifyApplication | undefined,
  ) {}

  /** Without keys, on this machine. */
  static async start(): Promise<ApiBehindDoor> {
    const [home, database] = [await mkdtemp(join(tmpdir(), 'slowking-')), await freshDatabase()];
    const environment = { SLOWKING_HOME: home, DATABASE_URL: database.url, EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' };
    const started = new ApiBehindDoor(database, home, { ...environment, SLOWKING_LOG: 'fatal' }, undefined);
    await started.restart();
    return started;
  }

  /** Bound to another address, as far as the door can tell. */
  async restart(host = '127.0.0.1', { requestTimeout, variables }: Otherwise = {}): Promise<void> {
    await this.stop();
    this.api = await createApi(readSettings({ ...this.environment, SLOWKING_HOST: host, ...variables }), { requestTimeout });
    await this.api.init();
    await this.fastify.ready();
  }

  /** For those who come over a real connection; to listen twice is to listen. */
  async listen(): Promise<void> {
    if (!this.fastify.server.listening) await this.running.listen(0, '127.0.0.1');
  }

  async stop(): Promise<void> {
    const api = this.api;
    this.api = undefined;
    await api?.close();
  }

  get fastify(): FastifyInstance {
    return this.running.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  }

  get keys(): ApiKeys {
    return this.running.get(ApiKeys);
  }

  get secrets(): SigningSecrets {
    return this.running.get(SigningSecrets);
  }

  /** A key of a role. */
  async keyOf(role: Role): Promise<string> {
    return (await this.keys.create(role, role)).key;
  }

  async call(method: 'GET' | 'POST', url: string, more: Omit<InjectOptions, 'method' | 'url'> = {}): Promise<Answer> {
    const headers = { host: 'localhost', ...more.headers };
    const answer = await this.fastify.inject({ ...more, method, url, headers });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? answer.json<Body>() : {} };
  }

  async discard(): Promise<void> {
    await this.stop();
    await this.database.discard();
    await rm(this.home, { recursive: true, force: true });
  }

  private get running(): NestFastifyApplication {
    if (!this.api) throw new Error('The API does not run.');
    return this.api;
  }
}
