/** Somebody a mail comes from or goes to. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

const FORM = /^(?<name>[^<>]*?)\s*<(?<inside>[^<>]*)>$/u;
const ADDRESS = /^[^\s<>()[\]\\,;:"@]+@[^\s<>()[\]\\,;:"@]+$/u;

/** From `address` or `Name <address>`: one mailbox, never a list. Undefined: it is none. */
export function mailboxOf(text: string): Mailbox | undefined {
  const line = headerText(text);
  const { name = '', inside = line } = FORM.exec(line)?.groups ?? {};
  const address = inside.trim();
  return ADDRESS.test(address) ? { name: name.replace(/^"(.*)"$/, '$1').trim(), address } : undefined;
}

/** A text as it may stand in a header: what could end the header becomes a space. */
export const headerText = (text: string): string => text.replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ').trim();
