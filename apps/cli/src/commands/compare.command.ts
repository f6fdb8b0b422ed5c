import type { Command } from 'commander';
import { contextOf } from '../context.js';
import type { Comparison } from '../http/api-types.js';
import { idOf } from '../input/named-benchmark.js';
import { percentage } from '../input/percentage.js';
import { millis, percent } from '../output/figures.js';
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

const rangeOf = (interval: NonNullable<Comparison['found']>['interval']): string =>
  interval ? ` (95 % between ${percent(interval.low)} and ${percent(interval.high)})` : '';

const COLUMNS: readonly Column<Change>[] = [
  { title: 'DOCUMENT', flexible: true, cell: ({ document }) => document },
  { title: 'BASELINE MS', align: 'right', cell: ({ baseline_ms }) => millis(baseline_ms) },
  { title: 'NOW MS', align: 'right', cell: ({ current_ms }) => millis(current_ms) },
  { title: 'CHANGE', align: 'right', cell: ({ change }) => percent(change) },
];
