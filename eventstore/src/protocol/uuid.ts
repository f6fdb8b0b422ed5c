/** What each character is worth as a hexadecimal digit, in either case; NONE where it is none. */
const DIGITS = new Uint8Array(256).fill(0xff);
for (const [value, digit] of [...'0123456789abcdef'].entries()) for (const written of [digit, digit.toUpperCase()]) DIGITS[written.charCodeAt(0)] = value;
const NONE = 0xff;
const DASH = 0x2d;
/** After so many digits there may be a dash. */
const PARTS = [8, 12, 16, 20];

/** The 16 bytes of an id in its usual form, with or without dashes, or undefined if it is none. An append may bring thousands. */
export function parseUuid(text: Uint8Array): Buffer | undefined {
  if (text.length > 36) return undefined;
  const id = Buffer.allocUnsafe(16);
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === DASH && PARTS.includes(digits) && text[at - 1] !== DASH) continue;
    const value = DIGITS[text[at]!]!;
    if (value === NONE || digits === 32) return undefined;
    id[digits >> 1] = digits % 2 === 0 ? value << 4 : id[digits >> 1]! | value;
    digits++;
  }
  return digits === 32 ? id : undefined;
}
