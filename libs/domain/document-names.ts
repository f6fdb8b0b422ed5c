/** The longest name, in characters, that a document may have. */
export const LONGEST_NAME = 200;

/** Names in the order of their paths, and what is wrong with them; once each. */
export interface DocumentNames {
  readonly names: readonly string[];
  /** Several documents still have these. */
  readonly clashes: readonly string[];
  /** No platform would report these as they are: they hold control characters, or are no well-formed text. */
  readonly unfit: readonly string[];
  /** These are longer than a name may be. */
  readonly long: readonly string[];
}

/**
 * A name for each path, unique among them: the file's own where no other file has it, else the whole path with `/`
 * written `__`.
 */
export function nameDocuments(paths: readonly string[]): DocumentNames {
  const files = counted(paths.map(fileName));
  const names = paths.map((path) => (files.get(fileName(path)) === 1 ? fileName(path) : path.replaceAll('/', '__')));
  const clashes = [...counted(names)].filter(([, count]) => count > 1).map(([name]) => name);
  const unfit = names.filter((name) => !name.isWellFormed() || /\p{Cc}/u.test(name));
  const long = names.filter(({ length }) => length > LONGEST_NAME);
  return { names, clashes, unfit, long };
}

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function counted(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
