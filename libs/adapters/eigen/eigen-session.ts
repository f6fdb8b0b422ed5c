import type { ClockSample } from '#domain';
import { ArtifactChanged, PlatformRefused, UploadFailed } from '#ports';
import type { Acknowledgement, Clock, Login, PlatformSession, Project, Upload } from '#ports';
import { oneLine, redacting, type Redact } from '../secrets/redaction.js';
import { accessOf, type Access } from './access.js';
import type { Answer, Call, EigenConnection, Head } from './eigen-connection.js';
import { multipart } from './multipart.js';
import { projectOf } from './project.js';
import { sampleOf } from './platform-time.js';
import { failureOf, isUnreadable, outageOf } from './verdict.js';

const TOKEN = '/auth/v1/token/';
const CSRF = '/api/v2/api-csrf-token/';
const PROJECTS = '/api/project_management/v2/projects/';
const UPLOADS = '/api/v1/document_uploader/';
const TIME = '/api/v1/time';
const JSON_TYPE = { 'content-type': 'application/json' };

/** A login at one platform. */
export class EigenSession implements PlatformSession {
  private readonly secrets: Set<string>;
  private access: Access | undefined;
  private renewal: Promise<Access> | undefined;

  constructor(
    private readonly connection: EigenConnection,
    private readonly login: Login,
    private readonly clock: Clock,
  ) {
    this.secrets = new Set([login.password]);
  }

  async logIn(): Promise<Access> {
    const login = await this.ask({ method: 'POST', route: TOKEN, headers: JSON_TYPE, body: this.credentials() });
    if (login.status >= 400) throw this.refusedLogin(login);
    this.demandSuccess(login, `POST ${TOKEN}`);
    const { headers } = this.remember(accessOf(login, undefined));
    if (!headers.cookie) throw new PlatformRefused('the platform answered the login without a session cookie');
    const csrf = await this.ask({ method: 'GET', route: CSRF, headers });
    const isAbsent = csrf.status === 404;
    if (!isAbsent) this.demandSuccess(csrf, `GET ${CSRF}`);
    this.access = this.remember(accessOf(login, isAbsent ? undefined : csrf));
    return this.access;
  }

  async createProject({ name, description }: { name: string; description: string }): Promise<Project> {
    const [what, body] = [`POST ${PROJECTS}`, JSON.stringify({ name, description })];
    const answer = await this.attempt(what, async () => {
      const send = ({ headers }: Access) =>
        this.send({ method: 'POST', route: PROJECTS, headers: { ...headers, ...JSON_TYPE }, body });
      return this.connection.read(await this.renewing(send));
    });
    this.demandSuccess(answer, what);
    const project = projectOf(answer.text);
    if (project) return project;
    const text = oneLine(this.redact(answer.text));
    throw new PlatformRefused(`the platform answered ${answer.status} to ${what} without a document_type_id: ${text}`);
  }

  async upload(projectId: string, files: readonly Upload[]): Promise<Acknowledgement> {
    const { upload: patience } = this.connection.limits;
    let [sentAt, acknowledgedAt] = [this.clock.now(), 0];
    const send = async ({ headers }: Access) => {
      const form = await multipart(projectId, files);
      const call = { route: UPLOADS, headers: { ...headers, ...form.headers }, body: form.content };
      sentAt = this.clock.now();
      const head = await this.connection.send({ method: 'POST', ...call }, patience);
      acknowledgedAt = this.clock.now();
      return head;
    };
    try {
      await this.settle(await this.renewing(send));
      return { sentAt, acknowledgedAt };
    } catch (error) {
      if (isUnreadable(error)) throw new ArtifactChanged(`${namesOf(files)} changed or vanished while it was sent`);
      throw new UploadFailed(outageOf(`POST ${UPLOADS}`, error, this.redact).message, sentAt);
    }
  }

  /** Whatever stands in its way, a run goes on without the platform's time. */
  async askTime(): Promise<ClockSample | undefined> {
    try {
      const { headers } = this.access ?? (await this.logIn());
      const t1 = this.clock.now();
      const head = await this.connection.send({ method: 'GET', route: TIME, headers }, this.connection.limits.time);
      const t4 = this.clock.now();
      const { status, text } = await this.connection.read(head);
      return isSuccess({ status }) ? sampleOf(text, t1, t4) : undefined;
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  /** Once acknowledged, nothing that happens to the rest of the answer changes it. */
  private async settle(head: Head): Promise<void> {
    if (isSuccess(head)) return this.connection.drop(head);
    throw failureOf(`POST ${UPLOADS}`, await this.connection.read(head), this.redact);
  }

  /** What is answered 401 was not taken, so it may be sent once more, logged in anew. */
  private async renewing(send: (access: Access) => Promise<Head>): Promise<Head> {
    const access = this.access ?? (await this.logIn());
    const head = await send(access);
    if (head.status !== 401) return head;
    await this.connection.drop(head);
    return send(await this.renewed(access));
  }

  /** Calls that find out together that the login has expired renew it together. */
  private async renewed(stale: Access): Promise<Access> {
    if (this.access && this.access !== stale) return this.access;
    this.renewal ??= this.logIn().finally(() => {
      this.renewal = undefined;
    });
    return this.renewal;
  }

  private ask(call: Call): Promise<Answer> {
    return this.attempt(`${call.method} ${call.route}`, async () => this.connection.read(await this.send(call)));
  }

  private send(call: Call): Promise<Head> {
    return this.connection.send(call, this.connection.limits.call);
  }

  private async attempt<Result>(what: string, action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      throw outageOf(what, error, this.redact);
    }
  }

  private demandSuccess(answer: Answer, what: string): void {
    if (!isSuccess(answer)) throw failureOf(what, answer, this.redact);
  }

  private refusedLogin(answer: Answer): Error {
    const failure = failureOf(`POST ${TOKEN}`, answer, this.redact);
    if (!(failure instanceof PlatformRefused)) return failure;
    return new PlatformRefused(`the platform refused the login: ${failure.message}`);
  }

  private remember(access: Access): Access {
    for (const secret of access.secrets) this.secrets.add(secret);
    return access;
  }

  private credentials(): string {
    const { username, password } = this.login;
    return JSON.stringify({ username, password });
  }

  private readonly redact: Redact = (text) => redacting(this.secrets)(text);
}

/** One is named; of many, nobody knows which it was. */
const namesOf = (files: readonly Upload[]): string =>
  files.length === 1 ? JSON.stringify(files[0]?.name) : `one of ${files.length} documents`;

const isSuccess = ({ status }: { readonly status: number }): boolean => status >= 200 && status < 300;
