import type { Command } from 'commander';
import type { AsOf, DocumentRow } from '../http/api-types.js';
import { contextOf, type Context } from '../context.js';
import { asOfQuery, withAsOf, type AsOfOptions } from '../input/as-of.js';
import { bytes, millis } from '../output/figures.js';
import { table, type Column } from '../output/table.js';
import { summaryOf } from './summary.js';

const EXAMPLES = `
Examples:
  $ slowking show 5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e
  $ slowking show $id --documents
  $ slowking show $id --json | jq .processing_ms.p50
  $ slowking show $id --at-revision 40
  $ slowking show $id --at 2026-11-23T08:00:00Z --documents`;

interface Options extends AsOfOptions {
  readonly documents?: boolean;
}

/** `slowking show`. */
export function showCommand(program: Command): void {
  const show = program
    .command('show')
    .summary('show one benchmark with its latencies')
    .description('Shows how a benchmark stands, with its latencies.')
    .argument('<id>', 'id of the benchmark')
    .option('-d, --documents', 'show every document, too');
  withAsOf(show)
    .addHelpText('after', EXAMPLES)
    .action(async (id: string, options: Options, command: Command) => {
      const { api, screen } = contextOf(command);
      const asOf = asOfQuery(options);
      const benchmark = await api.show(id, asOf);
      const documents = options.documents ? await documentsOf(api, id, asOf) : undefined;
      screen.answer({ ...benchmark, ...(documents && { documents }) }, () => [
        ...summaryOf(benchmark, screen),
        ...(documents ? ['', ...screen.titled(table(COLUMNS, documents, screen.width))] : []),
      ]);
    });
}

const COLUMNS: readonly Column<DocumentRow>[] = [
  { title: 'DOCUMENT', flexible: true, cell: ({ document_name }) => document_name },
  { title: 'SIZE', align: 'right', cell: (document) => bytes(document.bytes) },
  { title: 'STATUS', cell: ({ status }) => status },
  { title: 'UPLOAD MS', align: 'right', cell: ({ upload_ms }) => millis(upload_ms) },
  { title: 'PROCESSING MS', align: 'right', cell: ({ processing_ms }) => millis(processing_ms) },
  { title: 'REASON', flexible: true, optional: true, cell: ({ reason }) => reason ?? '' },
];

async function documentsOf(api: Context['api'], id: string, asOf: AsOf): Promise<DocumentRow[]> {
  const found: DocumentRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.documents(id, cursor, asOf);
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}
