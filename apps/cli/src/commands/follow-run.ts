import type { Benchmark } from '../http/api-types.js';
import { detailsSince } from '../http/details-since.js';
import { watchBenchmark } from '../http/watch-benchmark.js';
import type { Context } from '../context.js';
import { EXIT, Failure } from '../failure.js';
import { HINTS } from '../http/problems.js';
import { plain } from '../output/plain.js';
import { progressBar } from '../output/progress-bar.js';
import { exitCodeOf, settledOf, startless } from '../output/statuses.js';
import { summaryOf } from './summary.js';

/** Milliseconds between two lines where no bar can be drawn. */
const BETWEEN_LINES = 1000;

/** Shows a run until it is over and its report is made, then how it ended. Answers the exit code. */
export async function followRun({ api, screen }: Context, id: string): Promise<number> {
  const abort = new AbortController();
  const interrupt = () => abort.abort();
  // Again and again: npm passes on what the terminal has told us already.
  process.on('SIGINT', interrupt);
  const shown = screen.isJson ? silent : screen.err.isTTY ? await bar(screen.err) : lines((line) => screen.note(line));
  let seen = 0;
  try {
    for await (const state of watchBenchmark(api, id, abort.signal)) {
      shown.update(state);
      seen = state.revision;
      if (state.ended_at !== null && state.reported_at !== null) break;
    }
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    throw new Failure(EXIT.interrupted, 'The benchmark goes on.', `\`slowking watch ${id}\` shows it, \`slowking cancel ${id}\` ends it.`);
  } finally {
    process.off('SIGINT', interrupt);
    shown.stop();
  }
  const end = await detailsSince(api, id, seen);
  screen.answer(end, () => summaryOf(end, screen));
  if (end.reported_at === null) screen.complain('There is no report yet, so there is no verdict.', HINTS['NoReport'], 'NoReport');
  return exitCodeOf(end);
}

interface Shown {
  update(state: Benchmark): void;
  stop(): void;
}

const silent: Shown = { update: () => undefined, stop: () => undefined };

async function bar(stream: NodeJS.WriteStream): Promise<Shown> {
  const drawn = await progressBar('{percentage} % | {value} of {total} settled{beside} | {duration_formatted} | {status}{fault}', stream);
  return {
    update({ progress, status, last_error: error }) {
      const { planned, uploaded } = progress;
      if (planned === 0) return;
      // Nothing uploaded leaves room for why.
      const beside = startless(progress) > 0 ? `, ${startless(progress)}+ lack a start` : uploaded > 0 ? `, ${uploaded} uploaded` : '';
      const said = { beside, status, fault: error ? `: ${plain(error)}` : '' };
      if (!drawn.isActive) drawn.start(planned, 0, said);
      drawn.setTotal(planned);
      drawn.update(settledOf(progress), said);
    },
    stop: () => drawn.stop(),
  };
}

function lines(write: (line: string) => void): Shown {
  let [last, at] = ['', -Infinity];
  return {
    update(state) {
      const line = lineOf(state);
      if (line === last || (state.ended_at === null && performance.now() - at < BETWEEN_LINES)) return;
      [last, at] = [line, performance.now()];
      write(line);
    },
    stop: () => undefined,
  };
}

function lineOf({ status, progress, last_error: error }: Benchmark): string {
  const { planned, uploaded, completed, failed } = progress;
  const missing = startless(progress) > 0 ? ` (at least ${startless(progress)} without a start)` : '';
  return `${status}: ${uploaded} uploaded, ${completed} processed${missing}, ${failed} failed of ${planned}${error ? ` (${plain(error)})` : ''}`;
}
