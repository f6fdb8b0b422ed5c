import type { SingleBar } from 'cli-progress';
import { cutTo, widthOf } from './text-width.js';

/** Columns of a bar. */
const LEAST = 10;
const MOST = 40;
/** The space between both, and the last column, which is wiped when a line ends there. */
const GAP = 2;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A bar with words beside it, in the placeholders of cli-progress. Where there is no room for both, the bar is the shorter, then the words are cut. */
export async function progressBar(words: string, stream: NodeJS.WriteStream): Promise<SingleBar> {
  // Only now: most commands draw nothing.
  const { Format, SingleBar } = (await import('cli-progress')).default;
  const bar = new SingleBar({
    clearOnComplete: true,
    hideCursor: true,
    stream,
    format: (options, params, payload) => {
      const said = cutTo(Format.Formatter({ ...options, format: words }, params, payload), stream.columns - LEAST - GAP);
      const barsize = Math.max(LEAST, Math.min(MOST, stream.columns - widthOf(said) - GAP));
      return `${Format.BarFormat(params.progress, { ...options, barsize })} ${said}`;
    },
  });
  return endingWithUs(bar);
}

/** A drawn bar hides the cursor and keeps lines from wrapping: the terminal has both back however the command ends. */
function endingWithUs(bar: SingleBar): SingleBar {
  const stop = () => bar.stop();
  const end = (signal: NodeJS.Signals) => {
    stop();
    forget();
    // Who else listens ends the command; else it ends as it would have ended without us.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const forget = () => {
    process.off('exit', stop);
    for (const signal of SIGNALS) process.off(signal, end);
  };
  process.on('exit', stop);
  for (const signal of SIGNALS) process.on(signal, end);
  return bar.on('stop', forget);
}
