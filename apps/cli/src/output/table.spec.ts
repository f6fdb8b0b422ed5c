import { expect, it } from '@jest/globals';
import { table, type Column } from './table.js';

it('puts rows under their titles, numbers to the right', () => {
  expect(table(COLUMNS, ROWS)).toEqual([
    'ID    NAME                         DONE  STARTED',
    'a-1   nightly                         3  2026-11-23',
    'b-22  A rather long name of a run    12  2026-11-24',
  ]);
});

it('cuts a column, then leaves another out, where the terminal is narrow', () => {
  expect(table(COLUMNS, ROWS, 40)[2]).toBe('b-22  A rather long n…    12  2026-11-24');
  expect(table(COLUMNS, ROWS, 30)).toEqual([
    'ID    NAME                DONE',
    'a-1   nightly                3',
    'b-22  A rather long nam…    12',
  ]);
  for (const width of [22, 34, 40, 60]) {
    for (const line of table(COLUMNS, ROWS, width)) expect(line.length).toBeLessThanOrEqual(width);
  }
});

it('never cuts what has to be copied', () => {
  expect(table(COLUMNS, ROWS, 5)[2]).toContain('b-22');
});

it('does not let a name repaint the terminal', () => {
  const [, line] = table(COLUMNS, [{ id: 'a', name: '\u001b[31mred\u202e', done: 1, started: '' }]);
  expect(line).toBe('a   \ufffd[31mred\ufffd     1');
});

interface Row {
  readonly id: string;
  readonly name: string;
  readonly done: number;
  readonly started: string;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'ID', cell: ({ id }) => id },
  { title: 'NAME', flexible: true, cell: ({ name }) => name },
  { title: 'DONE', align: 'right', cell: ({ done }) => String(done) },
  { title: 'STARTED', optional: true, cell: ({ started }) => started },
];
const ROWS: readonly Row[] = [
  { id: 'a-1', name: 'nightly', done: 3, started: '2026-11-23' },
  { id: 'b-22', name: 'A rather long name of a run', done: 12, started: '2026-11-24' },
];
