import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createEigen } from '../create-eigen.js';
import { readSettings } from '../settings.js';
import { eventually } from './eventually.js';

/** One document as the platform's own record has it. */
export interface Truth {
  readonly document_name: string;
  readonly document_id: number;
  readonly document_type_id: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly received_at: number;
  readonly start: number | null;
  readonly end: number | null;
  readonly posting: { readonly start: string; readonly end: string };
}

/** The platform's load and how posting goes. */
export interface Load {
  readonly length: number;
  readonly busy: number;
  readonly workers: number;
  readonly posted: number;
  readonly dropped: number;
  readonly posting: number;
}

/** An answer, read to its end. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const DEADLINE = 60_000;

/** A mock platform in this process, spoken to over HTTP only. */
export class RunningEigen {
  private cookie = '';

  private constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  static async start(variables: Readonly<Record<string, string>> = {}): Promise<RunningEigen> {
    const app = await createEigen(readSettings({ EIGEN_SERVICE: 'constant:0.01', ...variables }), false);
    await app.listen(0, '127.0.0.1');
    return new RunningEigen(app, (await app.getUrl()).replace('[::1]', '127.0.0.1'));
  }

  get host(): string {
    return new URL(this.url).host;
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  async call(method: string, path: string, init: RequestInit = {}, patience = DEADLINE): Promise<Answered> {
    const headers = new Headers(init.headers);
    if (this.cookie && !headers.has('cookie')) headers.set('cookie', this.cookie);
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(this.url + path, { ...init, method, headers, signal });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
  }

  json(method: string, path: string, body: unknown, patience?: number): Promise<Answered> {
    const headers = { 'content-type': 'application/json' };
    return this.call(method, path, { headers, body: JSON.stringify(body) }, patience);
  }

  /** Keeps the session for all further calls. */
  async login(username = 'ada', password = 'secret'): Promise<Answered> {
    const answer = await this.json('POST', '/auth/v1/token/', { username, password });
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return answer;
  }

  createProject(name = 'benchmark', patience?: number): Promise<Answered> {
    return this.json('POST', '/api/project_management/v2/projects/', { name, description: 'for a test' }, patience);
  }

  upload(documentTypeId: number | string, files: Readonly<Record<string, string>>, patience?: number) {
    const form = new FormData();
    form.set('document_type_id', String(documentTypeId));
    for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content]), name);
    return this.call('POST', '/api/v1/document_uploader/', { body: form }, patience);
  }

  /** Logs in, makes a project and puts documents into it. */
  async take(files: Readonly<Record<string, string>>): Promise<Answered> {
    await this.login();
    await this.createProject();
    return this.upload(1, files);
  }

  misbehave(rules: unknown): Promise<Answered> {
    return this.json('PUT', '/admin/misbehaviour', rules);
  }

  async documents(query = ''): Promise<readonly Truth[]> {
    const { body } = await this.call('GET', `/admin/documents${query}`);
    return (body as { documents: readonly Truth[] }).documents;
  }

  async load(): Promise<Load> {
    return (await this.call('GET', '/admin/queue')).body as Load;
  }

  /** Once everything has been worked off and told. */
  idle(): Promise<Load> {
    return eventually(async () => {
      const truths = await this.documents();
      const load = await this.load();
      const isDone = truths.every(({ end }) => end !== null) && load.posting === 0;
      if (!isDone) throw new Error(`still at work: ${JSON.stringify(load)}`);
      return load;
    });
  }
}
