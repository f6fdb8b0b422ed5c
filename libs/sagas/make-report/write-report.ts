import type { ReportFile } from '#domain';
import type { ReportFiles } from '#ports';
import { ALGORITHM_VERSION, rendererOf, renderers, reportFileName, unhurried, type Report } from '#reports';

/** A report in every format there is. Side by side: of a small one, most is waiting for the disk. Between charts, those who send documents have their turn. */
export function writeReport(report: Report, to: ReportFiles): Promise<readonly ReportFile[]> {
  const files = Object.values(renderers).map(async (renderer) => {
    const written = await to.write(reportFileName(report, renderer), unhurried(renderer.render(report)));
    return { format: renderer.format, renderer_version: renderer.version, ...written };
  });
  return Promise.all(files);
}

/** What is on record of a file, and the version of the algorithms that it was made by. */
interface Recorded {
  readonly file: ReportFile;
  readonly algorithms: number;
}

/** Sees to it that a file is there, and makes one that is gone again. False: this build would make another one. */
export async function isThereAgain({ file, algorithms }: Recorded, read: () => Promise<Report>, files: ReportFiles): Promise<boolean> {
  if (await files.read(file.file)) return true;
  const renderer = algorithms === ALGORITHM_VERSION ? rendererOf(file.format, file.renderer_version) : undefined;
  if (!renderer) return false;
  const { sha256 } = await files.write(file.file, unhurried(renderer.render(await read())));
  return sha256 === file.sha256;
}
