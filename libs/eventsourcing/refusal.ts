/** A command the domain turned down. The code is for machines, the message for people. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Turns a table of codes and messages into a typed maker; a detail says what exactly is wrong this time. */
export function refusals<Code extends string>(table: Readonly<Record<Code, string>>) {
  return (code: Code, detail?: string): Refusal =>
    new Refusal(code, detail === undefined ? table[code] : `${table[code]} ${detail}`);
}
