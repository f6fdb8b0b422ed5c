import {
  COMPARATORS,
  COUNTS,
  EXTREMES,
  OBJECTIVE_METRICS,
  RATE_UNITS,
  TIME_UNITS,
  type Comparator,
  type Limit,
  type Objective,
  type RateUnit,
  type Statistic,
  type Subject,
} from './objective.js';
import { ObjectiveFault, Scanner, type Token } from './scanner.js';

/**
 * Reads an objective: a subject, a comparison, a limit.
 *
 * subject: p<q>(metric), min(metric), max(metric), mean(metric), a count, or throughput. Limit: a time with its unit, a
 * count, documents a second (10/s, 600/min, or plain 10), `baseline`, or a factor times it. What is compared with == is
 * a count.
 */
export function parseObjective(text: string): Objective | ObjectiveFault {
  try {
    return objective(new Scanner(text));
  } catch (error) {
    if (error instanceof ObjectiveFault) return error;
    throw error;
  }
}

function objective(scanner: Scanner): Objective {
  const subject = readSubject(scanner);
  const comparator = readComparator(scanner, subject);
  const limit = readLimit(scanner, subject);
  if (!scanner.isOver) throw scanner.fault('the end');
  return { subject, comparator, limit };
}

function readSubject(scanner: Scanner): Subject {
  const word = scanner.word();
  if (!word) throw scanner.fault(SUBJECT);
  const count = COUNTS.find((name) => name === word.text);
  if (count) return { kind: 'count', count };
  if (word.text === 'throughput') return { kind: 'throughput' };
  const statistic = statisticOf(scanner, word);
  if (!scanner.symbol(['('])) throw scanner.fault('"("');
  const metric = oneOf(scanner, OBJECTIVE_METRICS, 'a metric');
  if (!scanner.symbol([')'])) throw scanner.fault('")"');
  return { kind: 'metric', statistic, metric };
}

function statisticOf(scanner: Scanner, word: Token): Statistic {
  const kind = EXTREMES.find((name) => name === word.text);
  if (kind) return { kind };
  if (!/^p[0-9]/.test(word.text)) throw scanner.fault(SUBJECT, word);
  const percent = /^p[0-9]{1,2}(\.[0-9]{1,6})?$/.test(word.text) ? Number(word.text.slice(1)) : 0;
  if (percent <= 0) throw scanner.fault('a percentile above p0 and below p100', word);
  return { kind: 'quantile', percent };
}

function readComparator(scanner: Scanner, { kind }: Subject): Comparator {
  const allowed = kind === 'count' ? COMPARATORS : COMPARATORS.filter((comparator) => comparator !== '==');
  const found = scanner.symbol(allowed);
  if (!found) throw scanner.fault(listed(allowed));
  return found;
}

function readLimit(scanner: Scanner, { kind }: Subject): Limit {
  const number = scanner.number();
  if (!number) return readBaseline(scanner, 1, LIMITS[kind]);
  const amount = Number(number.text);
  if (scanner.symbol(['*'])) {
    if (amount === 0) throw scanner.fault('a factor above 0', number);
    return readBaseline(scanner, amount, '"baseline"');
  }
  switch (kind) {
    case 'metric':
      return { kind: 'time', amount, unit: oneOf(scanner, TIME_UNITS, 'a unit of time') };
    case 'throughput':
      return { kind: 'rate', amount, unit: readRateUnit(scanner) };
    case 'count':
      if (!Number.isInteger(amount)) throw scanner.fault('a whole number or a factor times baseline', number);
      return { kind: 'count', amount };
  }
}

function readBaseline(scanner: Scanner, factor: number, expected: string): Limit {
  const word = scanner.word();
  if (word?.text !== 'baseline') throw scanner.fault(expected, word);
  return { kind: 'baseline', factor };
}

const readRateUnit = (scanner: Scanner): RateUnit =>
  scanner.symbol(['/']) ? oneOf(scanner, RATE_UNITS, 'a unit of time') : 's';

function oneOf<Name extends string>(scanner: Scanner, names: readonly Name[], what: string): Name {
  const word = scanner.word();
  const found = names.find((name) => name === word?.text);
  if (!found) throw scanner.fault(`${what} (${listed(names)})`, word);
  return found;
}

const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

const SUBJECT = `a function (p95, ${listed(EXTREMES)}), a count (${listed(COUNTS)}) or throughput`;

const LIMITS: Readonly<Record<Subject['kind'], string>> = {
  metric: 'a time, as 5s, or baseline',
  count: 'a whole number or baseline',
  throughput: 'a number of documents a second, as 10/s, or baseline',
};
