import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Command } from 'commander';
import { contextOf } from '../context.js';
import { bytes } from '../output/figures.js';
import { writeWhole } from '../output/written-file.js';

const EXAMPLES = `
Examples:
  $ slowking export -o slowking-$(date +%F).ndjson
  $ slowking export 5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e -o benchmark.ndjson
  $ slowking export --proof 5c2f7c63-9a0e-4b0a-8a07-3b6f6a3f6f0e -o benchmark.proof.json

\`slowking verify <file>\` verifies each of them, offline. On stdout a bundle is lines of JSON, with --json, too.`;

interface Options {
  readonly output: string;
  readonly force?: boolean;
  readonly proof?: boolean;
}

/** `slowking export`. */
export function exportCommand(program: Command): void {
  program
    .command('export')
    .summary('save the log, or one benchmark, as a bundle that verifies offline')
    .description('Saves the whole log as a bundle that verifies offline: events, checkpoints, keys. With an id, one benchmark.')
    .argument('[id]', 'id of a benchmark')
    .option('-o, --output <file>', 'where to; - for stdout', '-')
    .option('--proof', 'with an id: only the proof that its end and its report are in the log')
    .option('--force', 'replace a file that is there')
    .addHelpText('after', EXAMPLES)
    .action(async (id: string | undefined, { output, force, proof }: Options, command: Command) => {
      const { api, screen } = contextOf(command);
      const { signal } = new AbortController();
      if (proof && id === undefined) command.error("error: --proof is of one benchmark: name it");
      const { body } = id === undefined ? await api.exportAll(signal) : await api.exportOne(id, proof ? 'proof' : 'export', signal);
      if (output === '-') return pipeline(Readable.fromWeb(body as ReadableStream), screen.out, { end: false });
      const written = await writeWhole(output, body, force === true);
      screen.answer(written, () => [`${written.file} (${bytes(written.bytes)})`]);
    });
}
