import { describe, expect, it } from '@jest/globals';
import Papa from 'papaparse';
import type { BenchmarkEvent } from '#domain';
import {
  benchmarkId,
  cancelled,
  completed,
  created,
  run,
  sending,
  started,
  timedOut,
  uploaded,
} from '#domain/testing';
import { renderers, reportOf, type Report } from './index.js';
import { largeRun, planOf, reported } from './testing/index.js';

const { csv } = renderers;

describe('The CSV', () => {
  it('begins with the columns of the original application', async () => {
    const [header] = rendered(await reported(run)).split('\r\n');
    expect(header).toBe(
      'Benchmark Name,Benchmark Type,Infra,Eigen Version,Doc Name,Upload Time (seconds),' +
        'run_id,document_sha256,bytes,status,c_sched,c_send,c_ack,platform_start,platform_end,' +
        'upload_ms,queue_wait_ms,processing_ms,end_to_end_ms,offset_low_ms,offset_high_ms,' +
        'warmup,outlier,event_numbers',
    );
  });

  it('has a row for each document, to the byte', async () => {
    expect(rendered(await reported(run)).split('\r\n').slice(1)).toEqual([
      `Release 5.11,latency,docker,5.11.0,a.txt,2,${benchmarkId},${'d'.repeat(64)},100,done,` +
        '2025-01-01T00:00:03.000000Z,2025-01-01T00:00:03.000000Z,2025-01-01T00:00:03.100000Z,' +
        '2025-01-01T00:00:05.000000Z,2025-01-01T00:00:07.000000Z,100,905,2000,3005,-10,2000,false,false,1 4 5 6 8',
      `Release 5.11,latency,docker,5.11.0,b.txt,2.5,${benchmarkId},${'d'.repeat(64)},100,done,` +
        '2025-01-01T00:00:03.000000Z,2025-01-01T00:00:03.000000Z,2025-01-01T00:00:03.100000Z,' +
        '2025-01-01T00:00:05.500000Z,2025-01-01T00:00:08.000000Z,100,1405,2500,4005,-10,2000,false,false,1 4 5 7 9',
      '',
    ]);
  });

  it.each([
    ['0.05', '50', 5.05],
    ['0', '0', 5],
    ['0.000001', '0.001', 5.000001],
    ['86400.5', '86400500', 86_405.5],
    ['', '-0.001', 4.999999],
  ])('prints an upload time of %j', async (seconds, millis, end) => {
    const [row] = await rowsOf([...begun('a.txt'), started('a.txt', 5), completed('a.txt', end), timedOut]);
    expect(row).toMatchObject({ 'Upload Time (seconds)': seconds, processing_ms: millis });
  });

  it('shows what is known of a document that ended before it started, but no upload time', async () => {
    const [row] = await rowsOf([...begun('a.txt'), started('a.txt', 5), completed('a.txt', 4.5), timedOut]);
    expect(row).toMatchObject({ status: 'invalid', processing_ms: '-500', queue_wait_ms: '', outlier: '' });
  });

  it('leaves empty what nobody reported', async () => {
    const [row] = await rowsOf([created, planOf(['a.txt']), timedOut]);
    const given = Object.entries(row!).flatMap(([column, value]) => (value === '' ? [] : [column]));
    expect(row).toMatchObject({ 'Doc Name': 'a.txt', status: 'unfinished', event_numbers: '1' });
    expect(given.slice(5)).toEqual(['run_id', 'document_sha256', 'bytes', 'status', 'warmup', 'event_numbers']);
  });

  it('has no eigen version where none was given', async () => {
    const unversioned = { ...created, data: { ...created.data, eigen_version: null } };
    const [row] = await rowsOf([unversioned, planOf(['a.txt']), timedOut]);
    expect(row).toMatchObject({ Infra: 'docker', 'Eigen Version': '', 'Doc Name': 'a.txt' });
  });

  it('is a header alone for a run without documents', async () => {
    expect(rendered(await reported([created, cancelled])).split('\r\n')).toHaveLength(2);
  });

  it('gives names back as they were, whatever is in them', async () => {
    const ascii = ['a,b.txt', 'a"b".txt', ' a.txt ', 'a\nb.txt', 'a;b.txt', '-5', "'a'"];
    const names = [...ascii, '日本語.pdf', '🎉.pdf', 'Ä\u0308.txt'];
    const rows = await rowsOf([created, planOf(names), timedOut]);
    expect(rows.map((row) => row['Doc Name'])).toEqual(names);
  });

  it('makes a formula harmless wherever text comes from outside', async () => {
    const evil = '\n=HYPERLINK("http://x")';
    const fields = { benchmark_name: evil, benchmark_type: evil, benchmark_infra: evil, eigen_version: evil };
    const hostile = { ...created, data: { ...created.data, ...fields } };
    const [row] = await rowsOf([hostile, planOf([evil]), timedOut]);
    expect(Object.values(row!).slice(0, 5)).toEqual(Array(5).fill(`'${evil}`));
  });

  it('says nothing of where instrumentation is posted: a rebuild elsewhere gives the same bytes', async () => {
    const events = [...begun('a.txt'), timedOut];
    const elsewhere = await reported(events, { instrumentationUrl: 'http://elsewhere/api' });
    expect(rendered(elsewhere)).toBe(rendered(await reported(events)));
  });

  it('is rendered in chunks of 1,000 rows, each made only when it is asked for', async () => {
    const report = await reportOf(largeRun(100_000));
    expect(report.metrics.processing?.n).toBe(100_000);
    let read = 0;
    const documents = new Proxy(report.documents, {
      get: (rows, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) read += 1;
        return Reflect.get(rows, key);
      },
    });
    let chunks = 0;
    for (const chunk of csv.render({ ...report, documents })) {
      expect(read).toBe(chunks * 1000);
      expect(chunk.split('\r\n').length - 1).toBe(chunks === 0 ? 1 : 1000);
      expect(chunk.length).toBeLessThan(500_000);
      chunks += 1;
    }
    expect(chunks).toBe(101);
  });
});

const begun = (name: string) => [created, planOf([name]), sending(name), uploaded(name)];

const rendered = (report: Report): string => [...csv.render(report)].join('');

async function rowsOf(events: readonly BenchmarkEvent[]) {
  const text = rendered(await reported(events));
  return Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;
}
