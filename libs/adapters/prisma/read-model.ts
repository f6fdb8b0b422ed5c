import type { BenchmarkEvent } from '#domain';
import type { Projection } from '#eventsourcing';
import { benchmarkInstance, benchmarkSummary, documents, reports } from '#read-models';
import { keyColumns, tableOf, type Layout, type Table } from './table.js';
import { benchmarkInstanceLayout, benchmarkLayout, documentLayout, reportLayout } from './tables.js';

/** A projection with the table that it fills. */
export interface ReadModel {
  readonly projection: Projection<object, BenchmarkEvent>;
  /** Of the table, within its schema. */
  readonly name: string;
  /** The columns of its primary key. */
  readonly key: readonly string[];
  /** Whether one row may tell of several benchmarks. */
  readonly isAcross: boolean;
  /** The table of this name in `schema`. */
  tableIn(schema: string): Table<object>;
}

function readModel<Row extends object>(
  projection: Projection<Row, BenchmarkEvent>,
  layout: Layout<Row>,
  { isAcross = false } = {},
): ReadModel {
  const tableIn = (schema: string) => tableOf({ ...layout, name: `${schema}.${layout.name}` });
  return { projection, name: layout.name, key: keyColumns(layout), isAcross, tableIn };
}

/** Every read model; a new one is a line here. */
export const READ_MODELS: readonly ReadModel[] = [
  readModel(benchmarkSummary, benchmarkLayout),
  readModel(benchmarkInstance, benchmarkInstanceLayout, { isAcross: true }),
  readModel(documents, documentLayout),
  readModel(reports, reportLayout),
];

/** Where the tables are that queries are answered from. */
export const LIVE = 'public';
