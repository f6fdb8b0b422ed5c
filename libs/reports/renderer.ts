import type { Report } from './report.model.js';

/** A file, a piece at a time. */
export type Chunks = Iterable<string> | AsyncIterable<string>;

/** Turns a report into a file of one format. The same report gives the same bytes for as long as the version stands. */
export interface Renderer {
  readonly format: string;
  /** Counted up whenever the same report renders to other bytes. */
  readonly version: number;
  readonly mediaType: string;
  readonly extension: string;
  /** Whether a browser shows it or saves it. */
  readonly disposition: 'inline' | 'attachment';
  /** What a browser must be told beside. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The file in chunks, so that none is ever held as a whole. */
  render(report: Report): Chunks;
}
