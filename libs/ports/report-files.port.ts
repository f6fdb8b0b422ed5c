/** A report file as it was written. */
export interface WrittenFile {
  /** Its name in the reports folder. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where reports are kept. */
export abstract class ReportFiles {
  /** Writes all of it or nothing; the same name again is replaced by the same report. Names are made by us. */
  abstract write(file: string, chunks: AsyncIterable<string> | Iterable<string>): Promise<WrittenFile>;
  /** The content in chunks. Undefined: there is no such file. */
  abstract read(file: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Where a file lies on this machine. */
  abstract pathOf(file: string): string;
}
