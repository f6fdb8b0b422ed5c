/** A moment: whole microseconds since 1970, UTC. Nanoseconds would not fit a JSON number. */
export type Micros = number;

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
const EARLIEST = Date.UTC(2000, 0) * 1000;
const LATEST = Date.UTC(2101, 0) * 1000;
const ISO = /^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})$/i;
const DECIMAL = /^(\d{1,12})(?:\.(\d{1,18}))?$/;

/**
 * The moment that seconds since 1970 (a number, or decimal text) or an ISO 8601 date and time with its offset tell,
 * rounded to the microsecond. Undefined: it is not a time, or one outside the years 2000 to 2100.
 */
export function parseInstant(told: string | number): Micros | undefined {
  const text = String(told);
  const instant = fromDecimal(text) ?? fromIso(text);
  return instant !== undefined && instant >= EARLIEST && instant < LATEST ? instant : undefined;
}

function fromDecimal(text: string): Micros | undefined {
  const [, seconds, fraction] = DECIMAL.exec(text) ?? [];
  return seconds === undefined ? undefined : Number(seconds) * SECOND + microsOf(fraction);
}

/** Both notations round alike: the seventh digit decides. */
const microsOf = (fraction = ''): Micros => Math.round(Number(fraction.slice(0, 7).padEnd(7, '0')) / 10);

/** `Date` knows milliseconds only, so the fraction is added apart. */
function fromIso(text: string): Micros | undefined {
  const [, dateTime, fraction, offset] = ISO.exec(text) ?? [];
  if (!dateTime || !offset) return undefined;
  const millis = Date.parse(dateTime.replace(' ', 'T') + offset.toUpperCase());
  if (!Number.isFinite(millis) || !isRealDate(dateTime)) return undefined;
  return millis * 1000 + microsOf(fraction);
}

/** `Date` takes 30 February for 2 March. */
function isRealDate(dateTime: string): boolean {
  const [year, month, day] = dateTime.slice(0, 10).split('-').map(Number) as [number, number, number];
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

/** The moment in ISO 8601, UTC, with microseconds. */
export function isoOf(instant: Micros): string {
  const day = Math.floor(instant / DAY);
  const micros = instant - day * DAY;
  const seconds = Math.floor(micros / SECOND);
  const time = `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${dateOf(day)}T${time}.${String(micros % SECOND).padStart(6, '0')}Z`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const two = (number: number): string => TWO_DIGITS[Math.floor(number)]!;

/** The last one: a report tells hundreds of thousands of moments of one day, and `Date` is slow. */
let known = { day: NaN, date: '' };

function dateOf(day: number): string {
  if (day !== known.day) known = { day, date: new Date((day * DAY) / 1000).toISOString().split('T')[0]! };
  return known.date;
}
