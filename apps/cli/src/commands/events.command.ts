import { once } from 'node:events';
import { Option, type Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { EXIT, Failure } from '../failure.js';
import type { CorrelationQuery, StoredEvent } from '../http/api-types.js';
import { linesOf, textOf } from '../http/server-sent-events.js';
import { followedEvents, storedEvents } from '../http/stored-events.js';
import { whole } from '../input/duration.js';
import { brief } from '../output/brief.js';
import { moment } from '../output/figures.js';
import { plain } from '../output/plain.js';
import type { Screen } from '../output/screen.js';
import { cutTo } from '../output/text-width.js';
import { Timeline } from '../output/timeline.js';

const EXAMPLES = `
Examples:
  $ slowking events 5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e
  $ slowking events $id --timeline
  $ slowking events $id --from 40 --follow
  $ slowking events $id --type ErrorOccurred,BenchmarkFailed --since 2026-11-23T08:00:00Z
  $ slowking events $id --ndjson > benchmark.ndjson
  $ slowking events $id --all-streams --cloudevents | jq '.[].type'

--follow goes on until the run is over and told. --ndjson is the stream as it is stored, an event a line.`;

type Options = Omit<CorrelationQuery, 'causation_id'> & {
  readonly from: number;
  readonly causedBy?: string;
  readonly allStreams?: boolean;
  readonly ndjson?: boolean;
  readonly cloudevents?: boolean;
  readonly timeline?: boolean;
  readonly follow?: boolean;
};

/** `slowking events`. */
export function eventsCommand(program: Command): void {
  program
    .command('events')
    .summary('show the stream of a benchmark as it is stored')
    .description('Shows the stream of a benchmark as it is stored, for auditors.')
    .argument('<id>', 'id of the benchmark')
    .option('--from <revision>', 'the first revision to show', whole(0, Number.MAX_SAFE_INTEGER), 0)
    .option('--type <types>', 'only events of this type; of several, with commas between them')
    .option('--since <time>', 'only those stored at this time or later: ISO 8601, or seconds since 1970')
    .option('--until <time>', 'only those stored before this time')
    .option('--caused-by <id>', 'only what followed from this event, request or webhook')
    .addOption(new Option('--all-streams', 'also what other streams hold of the benchmark').conflicts(['from', 'follow']))
    .addOption(new Option('--ndjson', 'one JSON document a line').conflicts(['cloudevents', 'timeline']))
    .addOption(new Option('--cloudevents', 'one JSON document of CloudEvents 1.0').conflicts(['follow', 'timeline']))
    .addOption(new Option('--timeline', 'the run at a glance').conflicts('follow'))
    .option('--follow', 'go on as events are stored')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options, command: Command) => {
      const context = contextOf(command);
      if (context.screen.isJson && options.follow) {
        throw new Failure(EXIT.usage, '--json is one document and --follow has no end: use --ndjson.');
      }
      if (options.cloudevents) return printAll(context, id, 'application/cloudevents-batch+json', options);
      const lines = orNone(linesFrom(context, id, options), context.screen);
      await show(context.screen, options)(context.screen, lines);
    });
}

const filterOf = ({ type, since, until, causedBy }: Options): CorrelationQuery => ({
  ...(type !== undefined && { type }),
  ...(since !== undefined && { since }),
  ...(until !== undefined && { until }),
  ...(causedBy !== undefined && { causation_id: causedBy }),
});

async function* linesFrom({ api }: Context, id: string, options: Options): AsyncGenerator<string> {
  const wanted = { from: options.from, filter: filterOf(options) };
  if (options.follow) return yield* followedEvents(api, id, wanted);
  if (!options.allStreams) return yield* storedEvents(api, id, wanted);
  yield* linesOf(textOf(await api.correlation(id, 'application/x-ndjson', wanted.filter, new AbortController().signal)));
}

/** Nothing at all could be a fault as well. */
async function* orNone(lines: AsyncIterable<string>, screen: Screen): AsyncGenerator<string> {
  let isAny = false;
  for await (const line of lines) {
    isAny = true;
    yield line;
  }
  if (!isAny) screen.note('There are none.');
}

async function printAll({ api, screen }: Context, id: string, type: string, options: Options): Promise<void> {
  const { signal } = new AbortController();
  const [filter, { from }] = [filterOf(options), options];
  const response = await (options.allStreams ? api.correlation(id, type, filter, signal) : api.events(id, type, { from, ...filter }, signal));
  for await (const piece of textOf(response)) await write(screen, piece);
}

type Show = (screen: Screen, lines: AsyncIterable<string>) => Promise<void>;

function show({ isJson }: Screen, { ndjson, timeline }: Options): Show {
  if (timeline && !isJson) return atAGlance;
  if (ndjson) return rawLines;
  return isJson ? oneDocument : linesForPeople;
}

const rawLines: Show = async (screen, lines) => {
  for await (const line of lines) await write(screen, `${line}\n`);
};

const oneDocument: Show = async (screen, lines) => {
  let before = '{"items":[\n';
  for await (const line of lines) {
    await write(screen, before + line);
    before = ',\n';
  }
  await write(screen, `${before === ',\n' ? '' : before}\n],"next_cursor":null}\n`);
};

const atAGlance: Show = async (screen, lines) => {
  const timeline = new Timeline();
  for await (const line of lines) timeline.take(JSON.parse(line) as StoredEvent);
  for (const line of timeline.lines(screen.width)) await write(screen, `${line}\n`);
};

const linesForPeople: Show = async (screen, lines) => {
  for await (const line of lines) {
    const { revision, type, created, data } = JSON.parse(line) as StoredEvent;
    const text = `${String(revision).padStart(6)}  ${moment(created)}  ${type.padEnd(23)}  ${brief(data)}`;
    await write(screen, `${cutTo(plain(text), screen.width)}\n`);
  }
};

/** As fast as it is taken. */
async function write({ out }: Screen, text: string): Promise<void> {
  if (!out.write(text)) await once(out, 'drain');
}
