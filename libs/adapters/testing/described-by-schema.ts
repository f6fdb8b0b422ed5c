const TYPES: Readonly<Record<string, string>> = {
  String: 'text',
  Boolean: 'boolean',
  Int: 'integer',
  BigInt: 'bigint',
  Json: 'jsonb',
  Bytes: 'bytea',
};

/**
 * What a Prisma schema makes a database hold: a line for each table, column, key and index, by Prisma's rules of naming.
 * It knows what our schema uses, and throws at anything else.
 */
export function describedBySchema(schema: string): string[] {
  const models = [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].map(([, body]) => body!.split('\n'));
  return models.flatMap((lines) => describedByModel(lines.map((line) => line.replace(/\/\/.*/, '').trim()))).sort();
}

interface Field {
  readonly field: string;
  readonly column: string;
  readonly line: string;
  readonly isKey: boolean;
}

function describedByModel(lines: readonly string[]): string[] {
  const blocks = lines.filter((line) => line.startsWith('@@'));
  const name = quoted(blocks, '@@map');
  const table = `${quoted(blocks, '@@schema')}.${name}`;
  const fields = lines.filter((line) => /^\w/.test(line)).map(fieldOf);
  const columnOf = (field: string) => fields.find((known) => known.field === field)!.column;

  const blockKey = blocks.find((line) => line.startsWith('@@id'));
  const key = blockKey ? listOf(blockKey).map(columnOf) : fields.filter(({ isKey }) => isKey).map(({ column }) => column);
  const indexes = blocks.filter((line) => line.startsWith('@@index')).map((line) => {
    const parts = listOf(line).map((part) => ({ column: columnOf(part.split('(')[0]!), isDown: part.includes('sort: Desc') }));
    const columns = parts.map(({ column, isDown }) => (isDown ? `${column} DESC` : column));
    return `index ${table} ${name}_${parts.map(({ column }) => column).join('_')}_idx (${columns.join(', ')})`;
  });
  return [
    `table ${table}`,
    ...fields.map(({ line }) => `column ${table}.${line}`),
    `key ${table} ${name}_pkey (${key.join(', ')})`,
    ...indexes,
  ];
}

function fieldOf(line: string): Field {
  const [, field, type, optional, rest] = /^(\w+)\s+(\w+)(\??)\s*(.*)$/.exec(line) ?? [];
  if (!field || !type || rest === undefined) throw new Error(`This is no field that is understood: ${line}`);
  const column = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? field;
  const nullable = optional ? '' : ' not null';
  const fallback = rest.includes('@default(now())') ? ' default CURRENT_TIMESTAMP' : '';
  return { field, column, line: `${column} ${typeOf(type, rest)}${nullable}${fallback}`, isKey: /@id\b/.test(rest) };
}

function typeOf(type: string, rest: string): string {
  const known = rest.replace(/@map\("\w+"\)|@id\b|@default\(now\(\)\)|@db\.Timestamptz\(\d\)/g, '').trim();
  const digits = /@db\.Timestamptz\((\d)\)/.exec(rest)?.[1];
  const found = type === 'DateTime' && digits ? `timestamp(${digits}) with time zone` : TYPES[type];
  if (known || !found) throw new Error(`This is not understood: ${type} ${rest}`);
  return found;
}

/** Of `@@index([a, b(sort: Desc)])`. */
const listOf = (block: string): string[] =>
  /\[(.*)\]/.exec(block)![1]!.split(',').map((part) => part.trim());

const quoted = (blocks: readonly string[], attribute: string): string =>
  /"(\w+)"/.exec(blocks.find((line) => line.startsWith(attribute)) ?? '')?.[1] ?? '';
