import { escaped } from '../escaped.js';

/** Text that is HTML already. Nothing else gets into a page as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text is escaped, nothing is nothing. */
export type Content = Markup | readonly Content[] | string | number | undefined;

/** HTML from a template: whatever is put into it is text, unless it was made here, too. */
export const html = (parts: TemplateStringsArray, ...contents: readonly Content[]): Markup =>
  new Markup(parts.map((part, index) => part + textOf(contents[index])).join(''));

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  return typeof content === 'object' ? content.map(textOf).join('') : escaped(String(content));
}
