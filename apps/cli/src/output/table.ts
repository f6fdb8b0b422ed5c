import { plain } from './plain.js';
import { cutTo, padTo, widthOf } from './text-width.js';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right';
  /** Where there is no room, such a column is cut first … */
  readonly flexible?: boolean;
  /** … and such a one left out, the last first. */
  readonly optional?: boolean;
  cell(row: Row): string;
}

const GAP = '  ';
/** A flexible column is not cut below this. */
const LEAST = 10;

/** Rows under titles, in no more columns of the terminal than there are. Colours are for the caller to add, by line. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width = Infinity): readonly string[] {
  const cells = rows.map((row) => new Map(columns.map((column) => [column, plain(column.cell(row))])));
  const wide = (column: Column<Row>) => Math.max(widthOf(column.title), ...cells.map((row) => widthOf(row.get(column) ?? '')));
  const widths = fit(new Map(columns.map((column) => [column, wide(column)])), width);
  const line = (text: (column: Column<Row>) => string) =>
    [...widths]
      .map(([column, most]) => padTo(cutTo(text(column), most), most, column.align ?? 'left'))
      .join(GAP)
      .trimEnd();
  return [line(({ title }) => title), ...cells.map((row) => line((column) => row.get(column) ?? ''))];
}

function fit<Row>(wanted: ReadonlyMap<Column<Row>, number>, width: number): ReadonlyMap<Column<Row>, number> {
  const widths = new Map(wanted);
  const excess = () => [...widths.values()].reduce((sum, each) => sum + each + GAP.length, -GAP.length) - width;
  const least = (column: Column<Row>) => (column.flexible ? Math.min(LEAST, wanted.get(column) ?? 0) : (wanted.get(column) ?? 0));
  for (const column of [...wanted.keys()].reverse()) {
    const needed = [...widths.keys()].reduce((sum, each) => sum + least(each) + GAP.length, -GAP.length);
    if (column.optional && needed > width) widths.delete(column);
  }
  while (excess() > 0) {
    const [widest] = [...widths].filter(([column, now]) => now > least(column)).toSorted(([, a], [, b]) => b - a);
    if (!widest) break;
    widths.set(widest[0], Math.max(least(widest[0]), widest[1] - excess()));
  }
  return widths;
}
