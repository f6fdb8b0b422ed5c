const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that no XML 1.0 document may hold, not even as a reference; HTML replaces or drops most of them, too. */
const UNFIT = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/**
 * Any text as text in HTML or XML 1.0, also inside an attribute. What XML cannot hold becomes U+FFFD; tabs and line
 * ends become references, so that no parser makes blanks of them.
 */
export const escaped = (text: string): string =>
  text
    .replace(UNFIT, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
