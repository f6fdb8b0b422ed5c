import { isoOf } from '#domain';
import Papa from 'papaparse';
import { csvDecimal, FORMULA } from './csv-cells.js';
import type { Renderer } from './renderer.js';
import type { Report, ReportedDocument } from './report.model.js';

/** Absent is an empty cell. */
type Cell = string | number | boolean | undefined;
type Column = (row: ReportedDocument, report: Report) => Cell;

const moment = (micros: number | undefined): Cell => (micros === undefined ? undefined : isoOf(micros));
const millis = (micros: number | undefined): Cell => (micros === undefined ? undefined : csvDecimal(micros, 3));

/** The first six are those of the original application; nothing may come before or between them. */
const COLUMNS: Readonly<Record<string, Column>> = {
  'Benchmark Name': (_, { run }) => run.name,
  'Benchmark Type': (_, { run }) => run.type,
  Infra: (_, { run }) => run.infra,
  'Eigen Version': (_, { run }) => run.eigenVersion,
  'Doc Name': ({ facts }) => facts.name,
  'Upload Time (seconds)': ({ figures }) => uploadTime(figures),
  run_id: (_, { run }) => run.id,
  document_sha256: ({ facts }) => facts.sha256,
  bytes: ({ facts }) => facts.bytes,
  status: ({ status }) => status,
  c_sched: ({ facts }) => moment(facts.scheduledAt),
  c_send: ({ facts }) => moment(facts.sentAt),
  c_ack: ({ facts }) => moment(facts.acknowledgedAt),
  platform_start: ({ facts }) => moment(facts.platformStart),
  platform_end: ({ facts }) => moment(facts.platformEnd),
  upload_ms: ({ figures }) => millis(figures.upload),
  queue_wait_ms: ({ figures }) => millis(figures.queueWait?.value),
  processing_ms: ({ figures }) => millis(figures.processing),
  end_to_end_ms: ({ figures }) => millis(figures.endToEnd?.value),
  offset_low_ms: (row, report) => millis(offsetOf(row, report)?.low),
  offset_high_ms: (row, report) => millis(offsetOf(row, report)?.high),
  warmup: ({ facts }) => facts.warmup,
  outlier: ({ isOutlier }) => isOutlier,
  event_numbers: ({ facts }) => facts.eventNumbers.join(' '),
};

const TITLES = Object.keys(COLUMNS);
const CELLS = Object.values(COLUMNS);

const ROWS_PER_CHUNK = 1000;
const LINE_END = '\r\n';

/** One row for each document. */
export const csv = {
  format: 'csv',
  version: 1,
  mediaType: 'text/csv; charset=utf-8',
  extension: 'csv',
  disposition: 'attachment',
  *render(report) {
    yield lines([TITLES]);
    for (let from = 0; from < report.documents.length; from += ROWS_PER_CHUNK) {
      const rows = report.documents.slice(from, from + ROWS_PER_CHUNK);
      yield lines(rows.map((row) => CELLS.map((cell) => cell(row, report))));
    }
  },
} satisfies Renderer;

const lines = (rows: readonly (readonly Cell[])[]): string =>
  Papa.unparse([...rows], { newline: LINE_END, escapeFormulae: FORMULA }) + LINE_END;

/** While the document was there; of one that rests nothing on it, during the run. */
const offsetOf = ({ figures }: ReportedDocument, { offset }: Report) => figures.offset ?? (offset.kind === 'bounded' ? offset : undefined);

/** What the original application printed: platform end − platform start. A document that ended first has none. */
const uploadTime = ({ processing, isInvalid }: ReportedDocument['figures']): Cell =>
  processing === undefined || isInvalid ? undefined : csvDecimal(processing, 6);
