import { InvalidArgumentError } from 'commander';

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** Seconds out of `90`, `90s`, `15m`, `2h`, `1d`. */
export function seconds(text: string): number {
  const [, count = '', unit = ''] = /^(\d+)\s*(|s|m|min|h|d)$/.exec(text.trim()) ?? [];
  const value = Number(count) * (SECONDS[unit] ?? Number.NaN);
  if (!count || !Number.isSafeInteger(value)) throw new InvalidArgumentError('Say it like 90s, 15m, 2h or 1d.');
  return value;
}

/** A whole number within bounds. */
export const whole = (least: number, most: number) => (text: string): number => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  return value;
};
