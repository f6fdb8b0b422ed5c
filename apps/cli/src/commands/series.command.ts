import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { EXIT, Failure } from '../failure.js';
import type { SeriesQuery } from '../http/api-types.js';
import { whole } from '../input/duration.js';
import { idOf } from '../input/named-benchmark.js';
import { percentage } from '../input/percentage.js';
import { bytes } from '../output/figures.js';
import { inNewFolder } from '../output/new-folder.js';
import { openFile } from '../output/open-file.js';
import { exitCodeOfVerdict } from '../output/statuses.js';
import { writeWhole, type Written } from '../output/written-file.js';
import { seriesText } from './series-text.js';

const EXAMPLES = `
Examples:
  $ slowking series nightly
  $ slowking series $id --limit 1000 --json | jq '.changes[]'
  $ slowking series --target http://127.0.0.1:8283 --corpus $sha256
  $ slowking series nightly --html series.html
  $ slowking series acknowledge $id --reason "The new parser reads tables, too."

Exit codes: 0 nothing became slower, or it is known; 1 it became slower by more than what matters, and nobody has
acknowledged that; 2 too few runs; 64 wrong usage; 65 refused by the API. docs/series.md tells how changes are found.`;

interface Options {
  readonly target?: string;
  readonly corpus?: string;
  readonly type?: string;
  readonly name?: string;
  readonly limit: number;
  readonly threshold?: number;
  readonly html?: string;
  readonly open?: boolean;
  readonly force?: boolean;
}

/** `slowking series`. */
export function seriesCommand(program: Command): void {
  const series = program
    .command('series')
    .summary('show run after run of the same, and where it changed')
    .description('Shows the completed runs of one target, type and corpus, oldest first, and where their processing time changed.')
    .argument('[benchmark]', 'id or name of a run of the series')
    .option('--target <url>', 'instead of a run: the target …')
    .option('--corpus <sha256>', '… the corpus, as `slowking show` tells it …')
    .option('--type <type>', '… and the type (default: latency)')
    .option('--name <name>', 'only runs of exactly this name')
    .option('-l, --limit <count>', 'how many runs at most, the newest', whole(1, 1000), 100)
    .option('--threshold <percent>', 'the change that matters (default: 5)', percentage)
    .option('--html <file>', 'save it as a page, too')
    .addOption(new Option('--open', 'save it as a page, and open that'))
    .option('--force', 'replace a file that is there')
    .addHelpText('after', EXAMPLES)
    .action(show);
  series
    .command('acknowledge')
    .summary('say that a change is known')
    .description('Says that the change that begins with a run is known: it is not reported as new any more.')
    .argument('<id>', 'id of the run that the change begins with, from `slowking series`')
    .requiredOption('--reason <text>', 'why it changed', reasonOf)
    .addHelpText('after', EXAMPLES)
    .action(acknowledge);
}

async function show(asked: string | undefined, options: Options, command: Command): Promise<void> {
  const context = contextOf(command);
  const query = await queryOf(context, asked, options);
  const found = await context.api.series(query);
  const page = options.html !== undefined || options.open ? await pageOf(context, query, options) : undefined;
  context.screen.answer({ ...found, ...(page && { page }) }, () => [
    ...seriesText(found, context.screen),
    ...(page ? ['', `${page.file} (${bytes(page.bytes)})`] : []),
  ]);
  if (page?.opened === false) context.screen.note('Nothing here could open it: open the file in a browser.');
  process.exitCode = exitCodeOfVerdict(found.verdict);
}

async function queryOf({ api }: Context, asked: string | undefined, options: Options): Promise<SeriesQuery> {
  const { target, corpus, type, name, limit, threshold } = options;
  const others = [target, corpus, type].filter((each) => each !== undefined);
  if (asked === undefined ? target === undefined || corpus === undefined : others.length > 0) {
    throw new Failure(EXIT.usage, 'Name a run of the series, or --target and --corpus.', '`slowking help series` shows examples.');
  }
  const which = asked === undefined ? { target, corpus, type } : { benchmark: await idOf(api, asked) };
  const given = Object.entries({ ...which, name, limit, threshold: threshold === undefined ? undefined : threshold / 100 });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as SeriesQuery;
}

async function pageOf({ api }: Context, query: SeriesQuery, { html, open, force }: Options): Promise<Written & { readonly opened?: boolean }> {
  const saveAs = async (file: string) => writeWhole(file, (await api.seriesPage(query)).body, force === true);
  const written = html === undefined ? await inNewFolder((folder) => saveAs(join(folder, 'series.html'))) : await saveAs(html);
  return open ? { ...written, opened: await openFile(written.file) } : written;
}

async function acknowledge(id: string, { reason }: { readonly reason: string }, command: Command): Promise<void> {
  const { api, screen } = contextOf(command);
  const accepted = await api.acknowledgeChange(id, reason);
  screen.answer(accepted, () => [`The change that begins with ${accepted.benchmark_id} is known from now on.`]);
}

function reasonOf(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Say in a few words why it changed.');
  return text;
}
