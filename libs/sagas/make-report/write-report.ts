import type { ReportFile } from '#domain';
import type { ReportFiles } from '#ports';
import { renderers, reportFileName, type Report } from '#reports';

/** A report in every format there is. Side by side: of a small one, most is waiting for the disk. */
export function writeReport(report: Report, to: ReportFiles): Promise<readonly ReportFile[]> {
  const files = Object.values(renderers).map(async (renderer) => {
    const written = await to.write(reportFileName(report, renderer), renderer.render(report));
    return { format: renderer.format, renderer_version: renderer.version, ...written };
  });
  return Promise.all(files);
}
