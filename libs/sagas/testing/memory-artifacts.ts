import { createHash } from 'node:crypto';
import { ArtifactChanged, ArtifactMissing, Artifacts, type Fingerprint } from '#ports';

/** Documents by path, as text. */
export class MemoryArtifacts extends Artifacts {
  readonly documents = new Map<string, string>();
  /** What happens before a document is hashed. */
  onFingerprint: (path: string) => void = () => {};
  /** Of each document that was opened, how many bytes of it might have been held in memory. */
  readonly allowed: (number | undefined)[] = [];

  /** So many documents, `0001.txt` and so on; each holds its own path. */
  fill(count: number): readonly string[] {
    const paths = Array.from({ length: count }, (_, index) => `${String(index + 1).padStart(4, '0')}.txt`);
    for (const path of paths) this.documents.set(path, path);
    return paths;
  }

  async list(folder: string): Promise<readonly string[]> {
    return [...this.documents.keys()].filter((path) => folder === '' || path.startsWith(`${folder}/`)).sort();
  }

  async check(paths: readonly string[]): Promise<void> {
    for (const path of paths) this.text(path);
  }

  async fingerprint(path: string): Promise<Fingerprint> {
    this.onFingerprint(path);
    return fingerprintOf(this.text(path));
  }

  async open(path: string, { bytes, sha256 }: Fingerprint, inMemory?: number): Promise<Blob> {
    this.allowed.push(inMemory);
    const text = this.text(path);
    const found = fingerprintOf(text);
    if (found.bytes !== bytes || found.sha256 !== sha256) throw new ArtifactChanged(`${path} was changed`);
    return new Blob([text]);
  }

  private text(path: string): string {
    const text = this.documents.get(path);
    if (text === undefined) throw new ArtifactMissing(`there is no ${path}`);
    return text;
  }
}

const fingerprintOf = (text: string): Fingerprint => ({ bytes: Buffer.byteLength(text), sha256: sha256Of(text) });

/** Of a text; 64 hexadecimal digits. */
export const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');
