import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { Option, type Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { asOfQuery, withAsOf, type AsOfOptions } from '../input/as-of.js';
import { bytes } from '../output/figures.js';
import { inNewFolder } from '../output/new-folder.js';
import { openFile } from '../output/open-file.js';
import { writeWhole, type Written } from '../output/written-file.js';
import { rebuildReport } from './rebuild-report.js';

const EXAMPLES = `
Examples:
  $ slowking report 5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e
  $ slowking report $id --open
  $ slowking report $id --format html --output report.html
  $ slowking report $id --format junit --output junit/ --force
  $ slowking report $id --at-revision 40 --format json
  $ slowking report $id --check

--check has every format made again from the stored events and compared, to the byte: exit code 1 when one differs.`;

/** Each form, and how its files end. */
const FORMATS: Readonly<Record<string, string>> = { csv: 'csv', json: 'json', html: 'html', junit: 'xml' };

interface Options extends AsOfOptions {
  readonly format: string;
  readonly output: string;
  readonly force?: boolean;
  readonly check?: boolean;
  readonly open?: boolean;
}

/** `slowking report`. */
export function reportCommand(program: Command): void {
  const report = program
    .command('report')
    .summary('print or save the report of a benchmark')
    .description('Prints or saves the report of a benchmark that is over, or what a report told as of a moment.')
    .argument('<id>', 'id of the benchmark')
    .addOption(new Option('-f, --format <format>', 'form of the report').choices(Object.keys(FORMATS)).default('csv'))
    .option('-o, --output <file>', 'where to: a file, a folder, or - for stdout', '-')
    .option('--force', 'replace a file that is there')
    .addOption(new Option('--open', 'save the HTML and open it').conflicts(['format', 'check']))
    .addOption(new Option('--check', 'have it made again, and compare').conflicts(['at', 'atRevision']));
  withAsOf(report)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options, command: Command) => {
      const context = contextOf(command);
      if (options.check) return rebuildReport(context, id);
      if (options.open) return open(context, id, options);
      if (options.output === '-') return print(context, id, options);
      const written = await save(context, id, options);
      context.screen.answer({ format: options.format, ...written }, () => [sized(written)]);
    });
}

async function save({ api }: Context, id: string, { format, output, force, ...moment }: Options): Promise<Written> {
  const extension = FORMATS[format]!;
  const { body } = await api.report(id, extension, asOfQuery(moment), new AbortController().signal);
  return writeWhole(await fileOf(output, `${id}.${extension}`), body, force === true);
}

const sized = (written: Written): string => `${written.file} (${bytes(written.bytes)})`;

async function open(context: Context, id: string, { output, ...options }: Options): Promise<void> {
  const saveTo = (place: string) => save(context, id, { ...options, format: 'html', output: place });
  const written = output === '-' ? await inNewFolder(saveTo) : await saveTo(output);
  const isOpened = await openFile(written.file);
  context.screen.answer({ format: 'html', ...written, opened: isOpened }, () => [sized(written)]);
  if (!isOpened) context.screen.note('Nothing here could open it: open the file in a browser.');
}

/** In JSON, text becomes a field of one document. */
async function print({ api, screen }: Context, id: string, { format, ...moment }: Options): Promise<void> {
  const response = await api.report(id, FORMATS[format]!, asOfQuery(moment), new AbortController().signal);
  if (screen.isJson) return screen.answer({ format, content: await response.text() }, () => []);
  await pipeline(Readable.fromWeb(response.body as ReadableStream), screen.out, { end: false });
}

async function fileOf(output: string, name: string): Promise<string> {
  const isFolder = output.endsWith('/') || (await stat(output).catch(() => undefined))?.isDirectory();
  return isFolder ? join(output, name) : output;
}
