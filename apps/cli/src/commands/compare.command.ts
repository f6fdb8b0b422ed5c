import { InvalidArgumentError, type Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { EXIT, Failure } from '../failure.js';
import type { Comparison } from '../http/api-types.js';
import { millis } from '../output/figures.js';
import { plain } from '../output/plain.js';
import type { Screen } from '../output/screen.js';
import { colourOfVerdict, exitCodeOfVerdict } from '../output/statuses.js';
import { table, type Column } from '../output/table.js';

const EXAMPLES = `
Examples:
  $ slowking compare $id "Release 5.10"
  $ slowking compare "Release 5.11" "Release 5.10" --threshold 10
  $ slowking compare $id last-passing --json

A name stands for the newest run of that name that is over. Exit codes: 0 pass; 1 fail; 2 inconclusive, or the two cannot
be compared; 64 wrong usage; 65 refused by the API. docs/objectives.md tells what is compared, and how many passes it takes.`;

interface Options {
  readonly threshold?: number;
}

/** `slowking compare`. */
export function compareCommand(program: Command): void {
  program
    .command('compare')
    .summary('hold one benchmark against another')
    .description('Holds a benchmark against another one of the same corpus, by processing time, pass by pass.')
    .argument('<benchmark>', 'id or name: what is judged')
    .argument('<baseline>', 'id or name of what it is compared with, or last-passing')
    .option('--threshold <percent>', 'the change that matters (default: 5)', percentage)
    .addHelpText('after', EXAMPLES)
    .action(async (asked: string, baseline: string, { threshold }: Options, command: Command) => {
      const { api, screen } = contextOf(command);
      const query = { with: baseline, ...(threshold !== undefined && { threshold: threshold / 100 }) };
      const found = await api.compare(await idOf(api, asked), query);
      screen.answer(found, () => comparisonText(found, screen));
      process.exitCode = exitCodeOfVerdict(found.verdict);
    });
}

function percentage(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 1000)) throw new InvalidArgumentError('It is a number of per cent from 0 to 1000.');
  return value;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function idOf(api: Context['api'], asked: string): Promise<string> {
  if (ID.test(asked)) return asked;
  const { items } = await api.list({ name: asked, limit: 1000 });
  const newest = items.find(({ report_revision: revision }) => revision !== null);
  if (newest) return newest.benchmark_id;
  throw new Failure(EXIT.refused, `No benchmark of the name ${JSON.stringify(asked)} has a report.`, '`slowking list` shows those there are.');
}

function comparisonText(compared: Comparison, screen: Screen): readonly string[] {
  const { verdict, reason, current, baseline, found, largest_changes: changes } = compared;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['benchmark', nameOf(current)],
    ['baseline', baseline ? nameOf(baseline) : undefined],
    ['change', found?.change == null ? undefined : `${percent(found.change)}${rangeOf(found.interval)}`],
    ["Cliff's delta", found?.cliffs_delta?.toFixed(2)],
    ['p', found?.p_value?.toPrecision(2)],
    ['passes', found ? `${found.passes.current} against ${found.passes.baseline}, of ${found.documents} documents` : undefined],
  ];
  return [
    screen.paint(colourOfVerdict(verdict), `${verdict}: ${plain(reason)}`),
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(13)}  ${plain(value)}`])),
    ...(changes.length > 0 ? ['', ...screen.titled(table(COLUMNS, changes, screen.width))] : []),
  ];
}

type Run = Comparison['current'];
type Change = Comparison['largest_changes'][number];

const nameOf = ({ name, eigen_version: version, benchmark_id: id }: Run): string => `${name}${version === null ? '' : ` (${version})`}, ${id}`;

const percent = (change: number): string => `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;

const rangeOf = (interval: NonNullable<Comparison['found']>['interval']): string =>
  interval ? ` (95 % between ${percent(interval.low)} and ${percent(interval.high)})` : '';

const COLUMNS: readonly Column<Change>[] = [
  { title: 'DOCUMENT', flexible: true, cell: ({ document }) => document },
  { title: 'BASELINE MS', align: 'right', cell: ({ baseline_ms }) => millis(baseline_ms) },
  { title: 'NOW MS', align: 'right', cell: ({ current_ms }) => millis(current_ms) },
  { title: 'CHANGE', align: 'right', cell: ({ change }) => percent(change) },
];
