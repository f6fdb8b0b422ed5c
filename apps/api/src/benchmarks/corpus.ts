import { Injectable } from '@nestjs/common';
import { LONGEST_NAME, nameDocuments, type Selection } from '#domain';
import { ArtifactMissing, Artifacts } from '#ports';
import { RequestRefused } from '../problems/problem.js';

const CHUNK = 100_000;

/** What a run shall upload. Long lists of names go into events of their own. */
export interface Selected {
  readonly selection: Selection;
  readonly chunks: readonly (readonly string[])[];
  /** What the documents will be called. */
  readonly names: readonly string[];
}

/** Looks at the names of the documents asked for, before a benchmark is made of them. */
@Injectable()
export class Corpus {
  constructor(private readonly artifacts: Artifacts) {}

  /** A folder, names of files, or nothing: all there are. Throws RequestRefused. */
  async select(asked: string | readonly string[] | undefined): Promise<Selected> {
    try {
      return typeof asked === 'object' ? await this.files(asked) : await this.folder(asked ?? '');
    } catch (error) {
      if (error instanceof ArtifactMissing) throw new RequestRefused('DocumentMissing', error.message);
      throw error;
    }
  }

  private async folder(path: string): Promise<Selected> {
    const paths = await this.artifacts.list(path);
    if (paths.length === 0) throw new RequestRefused('NoDocuments', 'There are no documents to upload.');
    return { selection: { kind: 'folder', path }, chunks: [], names: namesOf(paths) };
  }

  private async files(paths: readonly string[]): Promise<Selected> {
    await this.artifacts.check(paths);
    return { selection: { kind: 'files', count: paths.length }, chunks: [...chunked(paths)], names: namesOf(paths) };
  }
}

function namesOf(paths: readonly string[]): readonly string[] {
  const { names, clashes, unfit, long } = nameDocuments(paths);
  if (clashes.length > 0) {
    throw new RequestRefused('DuplicateDocument', `Several documents have the same name: ${some(clashes)}.`);
  }
  if (unfit.length > 0) {
    throw new RequestRefused('UnfitDocumentName', `Names of documents hold control characters: ${some(unfit)}.`);
  }
  if (long.length > 0) {
    throw new RequestRefused('UnfitDocumentName', `Names of documents have more than ${LONGEST_NAME} characters: ${some(long)}.`);
  }
  return names;
}

const some = (names: readonly string[]): string => names.slice(0, 5).map((name) => JSON.stringify(name)).join(', ');

/** So that each chunk fits an event, however long the names are. */
function* chunked(paths: readonly string[]): Generator<readonly string[]> {
  let [from, bytes] = [0, 0];
  for (const [index, path] of paths.entries()) {
    const size = Buffer.byteLength(JSON.stringify(path)) + 1;
    if (index > from && bytes + size > CHUNK) {
      yield paths.slice(from, index);
      [from, bytes] = [index, 0];
    }
    bytes += size;
  }
  yield paths.slice(from);
}
