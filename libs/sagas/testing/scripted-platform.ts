import type { ClockSample } from '#domain';
import { Platform, UploadFailed, type Clock, type Login, type PlatformSession, type Project, type Upload } from '#ports';

/** What happens between a request and its answer: time may pass, the test may look around, it may fail. */
export type Script<Asked> = (asked: Asked) => Promise<void> | void;

/** A platform that does what the test says, and remembers what it was asked. */
export class ScriptedPlatform extends Platform {
  project: Project = { projectId: '7', guid: 'g-7' };
  onLogin: Script<Login> = () => {};
  onProject: Script<string> = () => {};
  /** What it throws is the reason of the failed upload. */
  onUpload: Script<readonly string[]> = () => {};
  /** What it says of its clock; nothing, unless the test wants it. */
  time: (() => ClockSample | undefined) | undefined;
  readonly urls: string[] = [];
  readonly projects: string[] = [];
  /** The documents of each upload, by request. */
  readonly requests: (readonly string[])[] = [];
  readonly contents = new Map<string, string>();
  openSessions = 0;
  /** How many uploads were in flight when each began, itself among them. */
  readonly concurrency: number[] = [];
  private inFlight = 0;

  constructor(private readonly clock: Clock) {
    super();
  }

  /** All documents that were sent, in the order in which they came. */
  get sent(): readonly string[] {
    return this.requests.flat();
  }

  async open(url: string, login: Login): Promise<PlatformSession> {
    this.urls.push(url);
    await this.onLogin(login);
    this.openSessions += 1;
    return {
      createProject: ({ name }) => this.createProject(name),
      upload: (projectId, files) => this.upload(projectId, files),
      askTime: async () => this.time?.(),
      close: async () => {
        this.openSessions -= 1;
      },
    };
  }

  private async createProject(name: string): Promise<Project> {
    this.projects.push(name);
    await this.onProject(name);
    return this.project;
  }

  private async upload(projectId: string, files: readonly Upload[]) {
    if (projectId !== this.project.projectId) throw new Error(`nobody made the project ${projectId}`);
    const names = files.map(({ name }) => name);
    this.requests.push(names);
    this.inFlight += 1;
    this.concurrency.push(this.inFlight);
    const sentAt = this.clock.now();
    try {
      for (const { name, content } of files) this.contents.set(name, await content.text());
      await this.onUpload(names);
      return { sentAt, acknowledgedAt: this.clock.now() };
    } catch (error) {
      throw new UploadFailed(error instanceof Error ? error.message : String(error), sentAt);
    } finally {
      this.inFlight -= 1;
    }
  }
}
