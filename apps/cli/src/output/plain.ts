/** Controls, and what changes the direction of text: a name could repaint the terminal with them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Text from outside, as a terminal may be given it. */
export const plain = (text: string): string => text.replace(UNPRINTABLE, '\ufffd');
