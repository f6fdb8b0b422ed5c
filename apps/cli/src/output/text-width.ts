const segmenter = new Intl.Segmenter();
const WIDE =
  /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6])/u;
const NARROW = /^[\x20-\x7e]*$/;

const charactersOf = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);
const widthOfOne = (character: string): number => (WIDE.test(character) ? 2 : /^\p{M}/u.test(character) ? 0 : 1);

/** How many columns of a terminal a text takes. */
export function widthOf(text: string): number {
  if (NARROW.test(text)) return text.length;
  return charactersOf(text).reduce((width, character) => width + widthOfOne(character), 0);
}

/** The text in so many columns at most; an ellipsis says that some is left out. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let [cut, used] = ['', 0];
  for (const character of charactersOf(text)) {
    if ((used += widthOfOne(character)) > width - 1) break;
    cut += character;
  }
  return width > 0 ? `${cut}…` : '';
}

/** The text in exactly so many columns, if it fits. */
export function padTo(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + space : space + text;
}
