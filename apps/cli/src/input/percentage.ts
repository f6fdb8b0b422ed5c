import { InvalidArgumentError } from 'commander';

/** A number of per cent. */
export function percentage(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= 1000)) throw new InvalidArgumentError('It is a number of per cent from 0 to 1000.');
  return value;
}
