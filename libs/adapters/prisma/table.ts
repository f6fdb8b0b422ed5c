import type { Prisma } from './generated/client.js';

/** `bigint` is read as a number: exact for microseconds up to the year 2255. */
export type ColumnType = 'text' | 'int' | 'boolean' | 'bigint' | 'timestamptz' | 'jsonb';

/** One table of the read side, inside a transaction. */
export interface Table<Row> {
  /** Those there are of `keys`, each as the projection names it. One statement. */
  find(tx: Prisma.TransactionClient, keys: readonly string[]): Promise<ReadonlyMap<string, Row>>;
  /** Inserts or replaces all of them in one statement. */
  save(tx: Prisma.TransactionClient, rows: readonly Row[]): Promise<void>;
}

/** How rows lie in a table. */
export interface Layout<Row> {
  readonly name: string;
  readonly columns: Readonly<Record<keyof Row & string, ColumnType>>;
  /** The primary key. */
  readonly key: readonly (keyof Row & string)[];
  /** The values of the primary key; a projection's key joins them with `/`. */
  readonly split?: (key: string) => readonly string[];
}

/** Says what `Row` is. */
export const layoutOf = <Row extends object>(layout: Layout<Row>): Layout<Row> => layout;

/** A table of rows whose fields are in camelCase and whose columns are in snake_case. */
export function tableOf<Row extends object>(layout: Layout<Row>): Table<Row> {
  const { key, split = (whole) => [whole] } = layout;
  const sql = { find: findSql(layout), save: saveSql(layout) };
  return {
    async find(tx, keys) {
      const parts = keys.map(split);
      const values = key.map((_, at) => parts.map((part) => part[at]));
      const rows = await tx.$queryRawUnsafe<Row[]>(sql.find, ...values);
      return new Map(rows.map((row) => [key.map((field) => row[field]).join('/'), row]));
    },
    async save(tx, rows) {
      await tx.$executeRawUnsafe(sql.save, JSON.stringify(rows));
    },
  };
}

/** The names of the columns of the primary key. */
export const keyColumns = <Row>({ key }: Layout<Row>): readonly string[] => key.map(column);

const column = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const fieldsOf = <Row>({ columns }: Layout<Row>) => Object.entries(columns) as [keyof Row & string, ColumnType][];

function findSql<Row>(layout: Layout<Row>): string {
  const selected = fieldsOf(layout).map(([field, type]) => {
    return `${column(field)}${type === 'bigint' ? '::float8' : ''} AS "${field}"`;
  });
  const keys = layout.key.map(column).join(', ');
  const given = layout.key.map((_, at) => `$${at + 1}::text[]`).join(', ');
  return `SELECT ${selected.join(', ')} FROM ${layout.name} WHERE (${keys}) IN (SELECT * FROM unnest(${given}))`;
}

function saveSql<Row>(layout: Layout<Row>): string {
  const fields = fieldsOf(layout);
  const columns = fields.map(([field]) => column(field));
  const typed = fields.map(([field, type]) => `"${field}" ${type}`);
  const updated = columns.filter((name) => !layout.key.map(column).includes(name));
  return `
    INSERT INTO ${layout.name} (${columns.join(', ')})
    SELECT ${fields.map(([field]) => `"${field}"`).join(', ')}
    FROM jsonb_to_recordset($1::jsonb) AS row (${typed.join(', ')})
    ON CONFLICT (${layout.key.map(column).join(', ')}) DO UPDATE SET
      ${updated.map((name) => `${name} = excluded.${name}`).join(', ')}`;
}
