import type { ClockSample, Micros } from '#domain';
import type { Login } from './credentials.port.js';

/** The platform said no: a wrong password, a bad request. To ask again would not help. */
export class PlatformRefused extends Error {
  override readonly name = 'PlatformRefused';
}

/** The platform is not there, does not answer in time, or says that something is wrong with it. It may pass. */
export class PlatformUnavailable extends Error {
  override readonly name = 'PlatformUnavailable';
}

/** A project on the platform, that documents are uploaded to. */
export interface Project {
  /** What documents are uploaded to, and what instrumentation names. */
  readonly projectId: string;
  readonly guid: string | null;
}

/** One file of an upload. */
export interface Upload {
  readonly name: string;
  readonly content: Blob;
}

/** When a request began, and when its answer was there. */
export interface Acknowledgement {
  readonly sentAt: Micros;
  readonly acknowledgedAt: Micros;
}

/** An upload that failed, and when it was sent. `reason` holds no secret. */
export class UploadFailed extends Error {
  override readonly name = 'UploadFailed';

  constructor(
    reason: string,
    readonly sentAt: Micros,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** The platform, logged in. Where the login expires, it is renewed once for each call. */
export interface PlatformSession {
  /** Throws PlatformRefused, PlatformUnavailable. */
  createProject(project: { name: string; description: string }): Promise<Project>;
  /** One request with all the files; sent once, never repeated. Throws UploadFailed; ArtifactChanged where a file changed meanwhile. */
  upload(projectId: string, files: readonly Upload[]): Promise<Acknowledgement>;
  /** Asks for the platform's time. Undefined: it does not tell, or not soon enough to be of use. */
  askTime(): Promise<ClockSample | undefined>;
  close(): Promise<void>;
}

/** The platform being measured. */
export abstract class Platform {
  /** Logs in. Throws PlatformRefused, PlatformUnavailable; what they say holds no secret. */
  abstract open(url: string, login: Login): Promise<PlatformSession>;
}
