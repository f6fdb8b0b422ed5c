import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { ReportFile } from '#domain';
import type { ReportFiles } from '#ports';
import { ALGORITHM_VERSION, firstDifference, rendererOf, unhurried, type Report } from '#reports';
import type { rebuiltFile } from '../benchmarks/answers.js';
import type { CompletedReport } from './completed-report.js';

type RebuiltFile = z.infer<typeof rebuiltFile>;

/** What this build makes of a report today beside what is on record, and beside the files that lie there. */
export async function rebuilt(
  { algorithm_version: version, files }: CompletedReport,
  report: Report,
  stored: ReportFiles,
): Promise<readonly RebuiltFile[]> {
  const compared: RebuiltFile[] = [];
  for (const file of files) {
    const renderer = version === ALGORITHM_VERSION ? rendererOf(file.format, file.renderer_version) : undefined;
    const { format, renderer_version, file: name, sha256 } = file;
    const found = { format, renderer_version, file: name, sha256, stored_sha256: await storedDigest(file, stored) };
    const answer = renderer ? await compare(found, () => unhurried(renderer.render(report)), stored) : lost(file, version);
    compared.push({ ...found, ...answer });
  }
  return compared;
}

type Compared = Pick<RebuiltFile, 'rebuilt_sha256' | 'matches' | 'not_rebuilt' | 'first_difference'>;
type Found = Pick<RebuiltFile, 'file' | 'sha256' | 'stored_sha256'>;

/** Where the file that lies there is what was made again, nobody needs to look for a line. */
async function compare(
  { file, sha256, stored_sha256 }: Found,
  render: () => AsyncIterable<string>,
  files: ReportFiles,
): Promise<Compared> {
  const rebuilt_sha256 = await digest(render());
  const content = stored_sha256 === rebuilt_sha256 ? undefined : await files.read(file);
  const difference = content && (await firstDifference(content, render()));
  const first_difference = difference
    ? { ...difference, stored: difference.stored ?? null, rebuilt: difference.rebuilt ?? null }
    : null;
  return { rebuilt_sha256, matches: rebuilt_sha256 === sha256, not_rebuilt: null, first_difference };
}

function lost({ format, renderer_version }: ReportFile, algorithms: number): Compared {
  const what =
    algorithms === ALGORITHM_VERSION
      ? `version ${renderer_version} of the ${format} renderer`
      : `version ${algorithms} of the algorithms (it has ${ALGORITHM_VERSION})`;
  return { rebuilt_sha256: null, matches: false, not_rebuilt: `This build does not have ${what}.`, first_difference: null };
}

async function storedDigest({ file }: ReportFile, files: ReportFiles): Promise<string | null> {
  const content = await files.read(file);
  return content ? digest(content) : null;
}

async function digest(chunks: AsyncIterable<string | Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}
