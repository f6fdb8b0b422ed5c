/** Where two texts part: the line, counted from 1, and what each has there. */
export interface Difference {
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  /** The line, cut around the place; undefined: that text has ended. */
  readonly stored: string | undefined;
  readonly rebuilt: string | undefined;
}

type Text = AsyncIterable<string | Uint8Array>;

/** How much of a line is shown before the place, and of it all. */
const BEFORE = 60;
const SHOWN = 160;

/** The first line that differs; undefined: there is none. Reads no further, and never holds more than a line of each. */
export async function firstDifference(stored: Text, rebuilt: Text): Promise<Difference | undefined> {
  const [left, right] = [linesOf(stored), linesOf(rebuilt)];
  try {
    for (let line = 1; ; line += 1) {
      const [one, other] = await Promise.all([left.next(), right.next()]);
      if (one.done && other.done) return undefined;
      if (one.value !== other.value) return { line, ...parting(one.value, other.value) };
    }
  } finally {
    await Promise.all([left.return(undefined), right.return(undefined)]);
  }
}

function parting(stored: string | undefined, rebuilt: string | undefined): Omit<Difference, 'line'> {
  let at = 0;
  while (stored !== undefined && rebuilt !== undefined && stored[at] === rebuilt[at]) at += 1;
  return { column: at + 1, stored: cut(stored, at), rebuilt: cut(rebuilt, at) };
}

function cut(line: string | undefined, at: number): string | undefined {
  if (line === undefined) return undefined;
  const from = Math.max(0, at - BEFORE);
  const text = line.slice(from, from + SHOWN).toWellFormed();
  return `${from > 0 ? '…' : ''}${text}${from + SHOWN < line.length ? '…' : ''}`;
}

/** Without their ends; what follows the last one is a line, too. */
async function* linesOf(text: Text): AsyncGenerator<string, undefined, undefined> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let rest: string[] = [];
  for await (const chunk of text) {
    const [first = '', ...more] = (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })).split('\n');
    rest.push(first);
    for (const next of more) {
      yield rest.join('');
      rest = [next];
    }
  }
  yield rest.join('') + decoder.decode();
  return undefined;
}
