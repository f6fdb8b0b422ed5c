/** An escape, a quote, a class, a counted repeat, or a character; what is taken for one of them by mistake only counts for more. */
const PIECES = /\\[xpP]\{[^}]*\}|\\Q(?<quoted>[^]*?)(?:\\E|$)|\\[^]|\[\^?\]?(?:\[:\w+:\]|\\[^]|[^\]\\])*\]|\{(?<least>\d+)(?:,(?<most>\d*))?\}|[^]/g;

/** A class of Unicode has hundreds of ranges, and takes that much longer to ask. */
const WIDE = 10;

/** About how many steps a regular expression is compiled to: what is repeated counts as often as it is repeated. */
export function regexSize(regex: string): number {
  const around: number[] = [];
  let [total, last] = [0, 0];
  for (const { 0: piece, groups = {} } of regex.matchAll(PIECES)) {
    const { quoted, least, most } = groups;
    if (piece === '(') {
      around.push(total);
      [total, last] = [0, 0];
    } else if (piece === ')') {
      last = total + 1;
      total = last + (around.pop() ?? 0);
    } else if (least !== undefined) {
      const times = Math.max(Number(most || least), 1);
      total += last * (times - 1);
      last *= times;
    } else {
      const isQuantifier = piece === '*' || piece === '+' || piece === '?';
      const size = quoted?.length ?? (/\\p/i.test(piece) ? WIDE : 1);
      last = isQuantifier ? last + 1 : size;
      total += size;
    }
  }
  return around.reduce((sum, size) => sum + size, total);
}
