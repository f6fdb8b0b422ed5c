/** A document is not what the plan says: it was changed, or removed, after the corpus was hashed. */
export class ArtifactChanged extends Error {
  override readonly name = 'ArtifactChanged';
}

/** What was asked for is not below the artifacts directory, or is not a file or folder there. */
export class ArtifactMissing extends Error {
  override readonly name = 'ArtifactMissing';
}

/** What a file holds. */
export interface Fingerprint {
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** The documents there are to upload. Paths are relative to their directory, with `/`; links out of it do not count. */
export abstract class Artifacts {
  /** All files of a folder, recursively, sorted by path; the empty path is all there are. Throws ArtifactMissing. */
  abstract list(folder: string): Promise<readonly string[]>;
  /** Throws ArtifactMissing unless every path is a file. */
  abstract check(paths: readonly string[]): Promise<void>;
  abstract fingerprint(path: string): Promise<Fingerprint>;
  /**
   * The content, checked to be what the plan says before anything is sent. What is larger than `inMemory` bytes stays on
   * disk, and cannot be read any more once it is changed. Throws ArtifactChanged, ArtifactMissing.
   */
  abstract open(path: string, expected: Fingerprint, inMemory?: number): Promise<Blob>;
}
