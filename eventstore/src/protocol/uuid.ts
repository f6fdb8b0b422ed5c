const CANONICAL = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;

/** The 16 bytes of an id in its usual form, or undefined if it is none. */
export const parseUuid = (text: string): Buffer | undefined =>
  CANONICAL.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex') : undefined;
