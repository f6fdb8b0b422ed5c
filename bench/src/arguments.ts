import { parseArgs } from 'node:util';

/** What is asked for. */
export interface Arguments {
  readonly isHelp: boolean;
  readonly isJson: boolean;
  /** Tiny numbers: shows that everything works, and says nothing about speed. */
  readonly isQuick: boolean;
  readonly rounds: number;
  /** How long the log of the case `size` is to be; its own default where missing. */
  readonly events?: number;
  /** Names of cases; none: all. */
  readonly only: readonly string[];
}

/** What is asked for cannot be done. The message is for people. */
export class BadArguments extends Error {
  override readonly name = 'BadArguments';
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h', default: false },
  json: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  events: { type: 'string' },
  only: { type: 'string', multiple: true },
} as const;

/** Reads the command line. Throws BadArguments. */
export function readArguments(args: readonly string[], cases: readonly string[]): Arguments {
  const values = parsed(args);
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1000) throw new BadArguments('--rounds takes a whole number from 1 to 1000.');
  const only = (values.only ?? []).flatMap((names) => names.split(','));
  const unknown = only.filter((name) => !cases.includes(name));
  if (unknown.length > 0) throw new BadArguments(`There is no ${unknown.join(', ')}; there are ${cases.join(', ')}.`);
  const events = Number(values.events ?? 1);
  if (!Number.isInteger(events) || events < 1 || events > 1e9) throw new BadArguments('--events takes a whole number from 1 to 1000000000.');
  return { isHelp: values.help, isJson: values.json, isQuick: values.quick, rounds, only, ...(values.events === undefined ? {} : { events }) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error));
  }
}
