import { Option, type Command } from 'commander';
import type { Benchmark, ListQuery } from '../http/api-types.js';
import { contextOf, type Context } from '../context.js';
import { whole } from '../input/duration.js';
import { moment } from '../output/figures.js';
import { colourOf, settled } from '../output/statuses.js';
import { table, type Column } from '../output/table.js';

const EXAMPLES = `
Examples:
  $ slowking list
  $ slowking list --status failed --limit 5
  $ slowking list --name "Release 5.11" --json | jq -r '.items[].benchmark_id'`;
const STATUSES = ['created', 'planned', 'uploading', 'completed', 'failed', 'timed_out', 'cancelled'] as const satisfies readonly Benchmark['status'][];
const VERDICTS = ['pass', 'fail', 'inconclusive', 'no-baseline', 'measured'] as const satisfies readonly Benchmark['verdict'][];
/** Most that the API answers at once. */
const PAGE = 1000;

interface Options {
  readonly status?: Benchmark['status'];
  readonly verdict?: NonNullable<Benchmark['verdict']>;
  readonly name?: string;
  readonly type?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** `slowking list`. */
export function listCommand(program: Command): void {
  program
    .command('list')
    .summary('list benchmarks, newest first')
    .description('Lists benchmarks, newest first.')
    .addOption(new Option('--status <status>', 'only those that stand so').choices(STATUSES))
    .addOption(new Option('--verdict <verdict>', 'only those whose report says so').choices(VERDICTS))
    .option('--name <name>', 'only those of exactly this name')
    .option('--type <type>', 'only those of this type')
    .option('-l, --limit <count>', 'how many at most', whole(1, 100_000), 20)
    .option('--cursor <cursor>', 'go on where a list before ended')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const { api, screen } = contextOf(command);
      const found = await collect(api, options);
      screen.answer(found, () => {
        if (found.items.length === 0) return ['There are none.'];
        const [title = '', ...lines] = table(COLUMNS, found.items, screen.width);
        const coloured = lines.map((line, index) => screen.paint(colourOf(found.items[index]?.status ?? 'created'), line));
        const more = found.next_cursor === null ? [] : [screen.paint('dim', `There are more: --limit, or --cursor ${found.next_cursor}`)];
        return [...screen.titled([title]), ...coloured, ...more];
      });
    });
}

const COLUMNS: readonly Column<Benchmark>[] = [
  { title: 'ID', cell: ({ benchmark_id }) => benchmark_id },
  { title: 'NAME', flexible: true, cell: ({ benchmark_name }) => benchmark_name },
  { title: 'STATUS', cell: ({ status }) => status },
  { title: 'VERDICT', optional: true, cell: ({ verdict }) => verdict ?? '' },
  { title: 'SETTLED', align: 'right', cell: settled },
  { title: 'STARTED', optional: true, cell: ({ created_at }) => moment(created_at) },
  { title: 'TARGET', flexible: true, optional: true, cell: ({ benchmark_url }) => benchmark_url },
];

async function collect(api: Context['api'], { limit, cursor, ...filter }: Options) {
  const items: Benchmark[] = [];
  let next: string | null | undefined = cursor;
  while (next !== null && items.length < limit) {
    const { status, verdict, name, type } = filter;
    const wanted = { limit: Math.min(PAGE, limit - items.length), status, verdict, name, type, cursor: next };
    const query = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as ListQuery;
    const page = await api.list(query);
    items.push(...page.items);
    next = page.next_cursor;
  }
  return { items, next_cursor: next ?? null };
}
