import type { Context } from '../context.js';
import { EXIT } from '../failure.js';
import { plain } from '../output/plain.js';
import { table } from '../output/table.js';

/** Has every format of a report made again from the stored events, and tells where it differs from what is on record. */
export async function rebuildReport({ api, screen }: Context, id: string): Promise<void> {
  const rebuilt = await api.rebuildReport(id);
  const columns = [
    { title: 'FILE', cell: ({ file }: Rebuilt) => file },
    { title: 'RESULT', cell: resultOf },
    { title: 'SHA-256', optional: true, cell: ({ sha256 }: Rebuilt) => sha256 },
  ];
  screen.answer(rebuilt, () => [
    ...screen.titled(table(columns, rebuilt.files, screen.width)),
    ...rebuilt.files.flatMap(detailsOf).map(plain),
  ]);
  if (!rebuilt.files.every(isSame)) process.exitCode = EXIT.different;
}

type Rebuilt = Awaited<ReturnType<Context['api']['rebuildReport']>>['files'][number];

/** A file that is gone is made again when somebody asks for it. */
const isSame = ({ matches, sha256, stored_sha256: stored }: Rebuilt): boolean => matches && (stored ?? sha256) === sha256;

function resultOf(file: Rebuilt): string {
  if (file.not_rebuilt !== null) return 'NOT MADE AGAIN';
  if (!file.matches) return 'DIFFERS';
  if (!isSame(file)) return 'FILE WAS CHANGED';
  return file.stored_sha256 === null ? 'the same, file is gone' : 'the same';
}

function detailsOf({ file, not_rebuilt: why, first_difference: difference }: Rebuilt): readonly string[] {
  if (why !== null) return [`${file}: ${why}`];
  if (difference === null) return [];
  const shown = (line: string | null) => line ?? '(the end)';
  return [
    `${file} differs first in line ${difference.line}, column ${difference.column}:`,
    `  stored:  ${shown(difference.stored)}`,
    `  rebuilt: ${shown(difference.rebuilt)}`,
  ];
}
