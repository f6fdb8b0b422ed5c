import { beforeEach, describe, expect, it } from '@jest/globals';
import { reportCompleted, run } from '#domain/testing';
import { ALGORITHM_VERSION, renderers, reportFileName, type Report } from '#reports';
import { reported } from '#reports/testing';
import { MemoryReportFiles } from '#sagas/testing';
import type { CompletedReport } from './completed-report.js';
import { rebuilt } from './rebuilt.js';

let files: MemoryReportFiles;
let report: Report;
let recorded: CompletedReport;
beforeEach(async () => {
  files = new MemoryReportFiles();
  report = await reported(run);
  recorded = { ...reportCompleted.data, algorithm_version: ALGORITHM_VERSION, files: await Promise.all(Object.values(renderers).map(written)) };
});

describe('A report that is made again', () => {
  it('is the same in every format that is on record', async () => {
    const found = await rebuilt(recorded, report, files);
    expect(found.map(({ format }) => format)).toEqual(Object.keys(renderers));
    for (const each of found) {
      const { sha256 } = each;
      expect(each).toMatchObject({ matches: true, rebuilt_sha256: sha256, stored_sha256: sha256, not_rebuilt: null, first_difference: null });
    }
  });

  it('is compared with the record also where its files are gone', async () => {
    files.texts.clear();
    for (const each of await rebuilt(recorded, report, files)) {
      expect(each).toMatchObject({ matches: true, stored_sha256: null, first_difference: null });
    }
  });

  it('tells the first line that differs', async () => {
    const other = { ...report, run: { ...report.run, name: 'Release 5.12' } };
    const found = await rebuilt(recorded, other, files);
    expect(found.map(({ matches }) => matches)).not.toContain(true);
    expect(found[0]!.first_difference).toEqual({
      line: 2,
      column: 12,
      stored: expect.stringMatching(/^Release 5\.11,latency/),
      rebuilt: expect.stringMatching(/^Release 5\.12,latency/),
    });
  });

  it('shows a file that somebody has changed since', async () => {
    const { file, sha256 } = recorded.files[0]!;
    files.texts.set(file, files.texts.get(file)!.replace('a.txt', 'z.txt'));
    const [csv] = await rebuilt(recorded, report, files);
    expect(csv).toMatchObject({ matches: true, rebuilt_sha256: sha256, first_difference: { line: 2 } });
    expect(csv!.stored_sha256).not.toBe(sha256);
  });

  it.each([
    ['renderer', () => ({ files: [{ ...recorded.files[0]!, renderer_version: 99 }] }), 'This build does not have version 99 of the csv renderer.'],
    ['algorithms', () => ({ algorithm_version: 99 }), `This build does not have version 99 of the algorithms (it has ${ALGORITHM_VERSION}).`],
  ])('says that it cannot be made again without its %s', async (_, changed, why) => {
    const [csv] = await rebuilt({ ...recorded, ...changed() }, report, files);
    expect(csv).toMatchObject({ matches: false, rebuilt_sha256: null, not_rebuilt: why, stored_sha256: csv!.sha256 });
  });
});

async function written(renderer: (typeof renderers)[keyof typeof renderers]) {
  const file = await files.write(reportFileName(report, renderer), renderer.render(report));
  return { format: renderer.format, renderer_version: renderer.version, ...file };
}
