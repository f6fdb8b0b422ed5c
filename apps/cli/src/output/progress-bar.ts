import type { SingleBar } from 'cli-progress';
import { widthOf } from './text-width.js';

/** Columns of a bar. */
const LEAST = 10;
const MOST = 40;
/** The space between both, and the last column, which is wiped when a line ends there. */
const GAP = 2;

/** A bar with words beside it, in the placeholders of cli-progress. Where there is no room for both, the bar is the shorter. */
export async function progressBar(words: string, stream: NodeJS.WriteStream): Promise<SingleBar> {
  // Only now: most commands draw nothing.
  const { Format, SingleBar } = (await import('cli-progress')).default;
  return new SingleBar({
    clearOnComplete: true,
    stream,
    format: (options, params, payload) => {
      const said = Format.Formatter({ ...options, format: words }, params, payload);
      const barsize = Math.max(LEAST, Math.min(MOST, stream.columns - widthOf(said) - GAP));
      return `${Format.BarFormat(params.progress, { ...options, barsize })} ${said}`;
    },
  });
}
