import { setTimeout as sleep } from 'node:timers/promises';
import type { Rebuild } from '../http/api-types.js';
import type { Context } from '../context.js';
import { EXIT, Failure } from '../failure.js';
import { Patience } from '../http/patience.js';
import { plain } from '../output/plain.js';
import { progressBar } from '../output/progress-bar.js';
import type { Screen } from '../output/screen.js';
import { table, type Column } from '../output/table.js';

/** Milliseconds between looks, and between two lines where no bar can be drawn. */
const LOOK = 250;
const BETWEEN_LINES = 1000;

const EXITS: Partial<Record<Rebuild['phase'], number>> = {
  switched: EXIT.fine,
  different: EXIT.different,
  failed: EXIT.runFailed,
};

/** Shows a rebuild until it is over, then how it ended. Answers the exit code. */
export async function followRebuild({ api, screen }: Context, first: Rebuild): Promise<number> {
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  // Again and again: npm passes on what the terminal has told us already.
  process.on('SIGINT', interrupt);
  const shown = screen.isJson ? SILENT : screen.err.isTTY ? await bar(screen.err) : lines((line) => screen.note(line));
  const patience = new Patience(abort.signal);
  try {
    for (let state = first; ; ) {
      shown.update(state);
      const code = EXITS[state.phase];
      if (code !== undefined) {
        shown.stop();
        screen.answer(state, () => linesOf(state, screen));
        return code;
      }
      await sleep(LOOK, undefined, { signal: abort.signal });
      state = (await look(api, patience)) ?? state;
    }
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    throw new Failure(EXIT.interrupted, 'The rebuild goes on.', '`slowking rebuild read-models` shows it again.');
  } finally {
    process.off('SIGINT', interrupt);
    shown.stop();
  }
}

/** Undefined: the API is away for a moment. */
async function look(api: Context['api'], patience: Patience): Promise<Rebuild | undefined> {
  try {
    const state = await api.showRebuild();
    patience.renew();
    return state;
  } catch (fault) {
    await patience.bear(fault);
    return undefined;
  }
}

/** A rebuild for people. */
export function linesOf(rebuild: Rebuild, screen: Screen): readonly string[] {
  const { tables } = rebuild;
  const compared = tables.length === 0 ? [] : screen.titled(table(COLUMNS, tables, screen.width));
  const differing = tables.flatMap(({ table: name, differences }) =>
    differences.map(({ key, found, columns }) => `${name} ${plain(key)}: ${found}${columns.length > 0 ? `, ${columns.join(', ')}` : ''}`),
  );
  return [sentenceOf(rebuild), ...compared, ...differing];
}

function sentenceOf({ phase, events, events_per_second: speed, error }: Rebuild): string {
  const read = `${events} events read, ${Math.round(speed)} a second`;
  switch (phase) {
    case 'switched':
      return `The read models are rebuilt: ${read}.`;
    case 'different':
      return 'The read models stay as they are, for the rebuilt ones differ; --accept-differences takes those.';
    case 'failed':
      return `The rebuild failed, and the read models stay as they are: ${plain(error ?? 'unknown')}`;
    default:
      return `The rebuild is ${phase}: ${read}.`;
  }
}

const COLUMNS: readonly Column<Rebuild['tables'][number]>[] = [
  { title: 'TABLE', cell: (compared) => compared.table },
  { title: 'ROWS', align: 'right', cell: ({ rows }) => String(rows) },
  { title: 'RESULT', flexible: true, cell: ({ result, reason }) => (reason ? `${result}: ${reason}` : result) },
  { title: 'HASH', optional: true, cell: ({ hash }) => hash.slice(0, 16) },
];

interface Shown {
  update(state: Rebuild): void;
  stop(): void;
}

const SILENT: Shown = { update: () => undefined, stop: () => undefined };

async function bar(stream: NodeJS.WriteStream): Promise<Shown> {
  const drawn = await progressBar('{percentage} % | {value} of {total} events | {speed}/s | {phase} | {duration_formatted}', stream);
  return {
    update({ phase, events, total, events_per_second: speed }) {
      if (!drawn.isActive) drawn.start(Math.max(total, 1), 0, { speed: 0, phase });
      drawn.setTotal(Math.max(total, events, 1));
      drawn.update(events, { speed: Math.round(speed), phase });
    },
    stop: () => drawn.stop(),
  };
}

function lines(write: (line: string) => void): Shown {
  let [last, at] = ['', -Infinity];
  return {
    update({ phase, events, total, events_per_second: speed }) {
      const isSame = phase === last;
      if (EXITS[phase] !== undefined || (isSame && performance.now() - at < BETWEEN_LINES)) return;
      [last, at] = [phase, performance.now()];
      write(`${phase}: ${events} of ${total} events, ${Math.round(speed)} a second`);
    },
    stop: () => undefined,
  };
}
