import type { Series } from '../http/api-types.js';
import { millis, moment, percent } from '../output/figures.js';
import { plain } from '../output/plain.js';
import type { Screen } from '../output/screen.js';
import { marks, sparkline } from '../output/sparkline.js';
import { colourOfVerdict } from '../output/statuses.js';
import { table, type Column } from '../output/table.js';
import { cutTo } from '../output/text-width.js';

type Run = Series['runs'][number];
type Change = Series['changes'][number];

/** A series for people: the verdict, a line of bars, a table of runs, and what there is to say of some of them. */
export function seriesText(series: Series, screen: Screen): readonly string[] {
  const { target, benchmark_type: type, corpus_sha256: corpus, verdict, reason, runs } = series;
  const about = [`series       ${plain(target)}, ${plain(type)}, corpus ${corpus}`];
  return [
    screen.paint(colourOfVerdict(verdict), `${verdict}: ${plain(reason)}`),
    ...about.map((line) => cutTo(line, screen.width)),
    ...(runs.length === 0 ? [] : ['', ...picture(series, screen), '', ...rows(series, screen)]),
    ...words(series).map((line) => cutTo(plain(line), screen.width)),
    ...(series.left_out ? [screen.paint('dim', 'There are older runs: --limit')] : []),
  ];
}

/** The medians as bars, the changes below. */
function picture({ runs, changes }: Series, screen: Screen): readonly string[] {
  const medians = runs.map(({ median_ms }) => median_ms);
  const below = marks(new Map(changes.map((change) => [change.at, signOf(change)])), runs.length, screen.width);
  return [`median from ${millis(Math.min(...medians))} to ${millis(Math.max(...medians))} ms`, sparkline(medians, screen.width), ...(below === '' ? [] : [below])];
}

function rows({ runs, changes }: Series, screen: Screen): readonly string[] {
  const changeOf = new Map(changes.map((change) => [runs[change.at], change]));
  const [title = '', ...lines] = table(columnsOf(changeOf), runs, screen.width);
  const coloured = lines.map((line, at) => {
    const change = changeOf.get(runs[at]);
    return change ? screen.paint(change.acknowledged ? 'dim' : change.change > 0 ? 'red' : 'green', line) : line;
  });
  return [...screen.titled([title]), ...coloured];
}

const columnsOf = (changeOf: ReadonlyMap<Run | undefined, Change>): readonly Column<Run>[] => [
  { title: 'STARTED', optional: true, cell: ({ started_at }) => moment(started_at) },
  { title: 'RUN', flexible: true, cell: ({ benchmark_name }) => benchmark_name },
  { title: 'RELEASE', flexible: true, optional: true, cell: ({ eigen_version }) => eigen_version ?? '' },
  { title: 'N', align: 'right', cell: ({ n }) => String(n) },
  { title: 'MEDIAN MS', align: 'right', cell: ({ median_ms }) => millis(median_ms) },
  { title: 'P95 MS', align: 'right', optional: true, cell: ({ p95_ms }) => millis(p95_ms) },
  { title: 'CHANGE', cell: (run) => changeText(changeOf.get(run)) },
  { title: 'VERDICT', optional: true, cell: ({ verdict }) => verdict ?? '' },
  { title: 'ID', optional: true, cell: ({ benchmark_id }) => benchmark_id },
];

const signOf = ({ change }: Change): string => (change > 0 ? '▲' : '▼');

const changeText = (change: Change | undefined): string =>
  change ? `${signOf(change)} ${percent(change.change)}${change.acknowledged ? ' known' : ''}` : '';

/** What a table has no room for: how certain a change is, why it is known, and where the load is another one. */
function words({ runs, changes }: Series): readonly string[] {
  const loads = runs.filter(({ other_load }) => other_load).map((run) => `another load from ${nameOf(run)} on: ${run.load}`);
  const lines = [...changes.flatMap((change) => wordsOf(change, runs[change.at]!)), ...loads];
  return lines.length === 0 ? [] : ['', ...lines];
}

function wordsOf(change: Change, run: Run): readonly string[] {
  const { reason, by } = run.acknowledged ?? {};
  const told = `${signOf(change)} ${percent(change.change)} from ${nameOf(run)} on`;
  if (change.acknowledged) return [`${told}: known${by == null ? '' : ` by ${by}`}, ${reason}`];
  const levels = `${told}: ${millis(change.before_ms)} to ${millis(change.after_ms)} ms, p ${change.p_value?.toPrecision(2)}`;
  return change.change > 0 ? [levels, `  slowking series acknowledge ${run.benchmark_id} --reason …`] : [levels];
}

const nameOf = ({ benchmark_name: name, eigen_version: version }: Run): string =>
  version === null || name.includes(version) ? name : `${name} (${version})`;
