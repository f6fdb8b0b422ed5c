import { createHash } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { benchmarkId, run, timedOut } from '#domain/testing';
import { isReportFormat, rendererOf, renderers, reportFileName } from './index.js';
import { many, rendered, reported } from './testing/index.js';

it('finds a renderer by the name of its format', () => {
  const formats = Object.entries(renderers).map(([name, { format }]) => [name, format]);
  expect(formats).toEqual(['csv', 'html', 'json', 'junit'].map((name) => [name, name]));
  expect(['csv', 'docx', 'toString'].map(isReportFormat)).toEqual([true, false, false]);
});

it('finds the very renderer that made a file, or none', () => {
  for (const renderer of Object.values(renderers)) expect(rendererOf(renderer.format, renderer.version)).toBe(renderer);
  expect([rendererOf('csv', 99), rendererOf('docx', 1)]).toEqual([undefined, undefined]);
});

it('names a report file by benchmark and revision', async () => {
  expect(reportFileName(await reported(run), renderers.csv)).toBe(`${benchmarkId}-11.csv`);
});

it.each(Object.values(renderers))('renders the same report to the same bytes: $format', async (renderer) => {
  const [one, other] = await Promise.all([reported(run), reported(run)]);
  const again = await rendered(renderer, other!);
  expect(again).toBe(await rendered(renderer, { ...one!, run: { ...other!.run } }));
  expect(again.isWellFormed()).toBe(true);
});

/** Reports that are on record were made with these. Where one is no more true, count the version of its renderer up. */
const BYTES: Readonly<Record<string, string>> = {
  'csv 1': '763f91e9373b8143c391bd36994d2adbd57dee66d3e660e364c6c45bc19ebf83',
  'html 5': 'b85bad381530aeaa32ea226020d87f96a968355d48cd7f551c9d9c5a84ed915a',
  'json 5': 'e5c1f709a71c0670f820dbe9537e82edba25a8c72d9b8a1719e48550a43c5cd2',
  'junit 4': 'b6e6b5bc501018fb133ab50658aa159734a7c617824b379f8c44c426836b0792',
};

it.each(Object.values(renderers))('has a new version whenever the same report renders to other bytes: $format', async (renderer) => {
  const hash = createHash('sha256');
  for (const events of [run, [...many(80), timedOut]]) {
    const report = await reported(events);
    hash.update(await rendered(renderer, { ...report, run: { ...report.run, hash: 'e'.repeat(64) } }));
  }
  expect(hash.digest('hex')).toBe(BYTES[`${renderer.format} ${renderer.version}`]);
});
