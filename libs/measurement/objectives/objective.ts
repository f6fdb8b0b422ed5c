/** What can be measured of a document; see Figures. */
export const OBJECTIVE_METRICS = ['processing', 'upload', 'queue_wait', 'end_to_end', 'schedule_delay'] as const;
export type ObjectiveMetric = (typeof OBJECTIVE_METRICS)[number];

/** What documents can be counted by. */
export const COUNTS = ['failed', 'done', 'unfinished', 'invalid', 'planned', 'sent'] as const;
export type CountName = (typeof COUNTS)[number];

export const EXTREMES = ['min', 'max', 'mean'] as const;

/** One number of many values; a quantile by its percentage, above 0 and below 100. */
export type Statistic =
  | { readonly kind: 'quantile'; readonly percent: number }
  | { readonly kind: (typeof EXTREMES)[number] };

/** What an objective is about. Throughput: documents done a second. */
export type Subject =
  | { readonly kind: 'metric'; readonly statistic: Statistic; readonly metric: ObjectiveMetric }
  | { readonly kind: 'count'; readonly count: CountName }
  | { readonly kind: 'throughput' };

/** Longest first, as they must be read. */
export const COMPARATORS = ['<=', '>=', '==', '<', '>'] as const;
export type Comparator = (typeof COMPARATORS)[number];

export const TIME_UNITS = ['us', 'ms', 's', 'min'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** Documents in a second, or in a minute. */
export const RATE_UNITS = ['s', 'min'] as const;
export type RateUnit = (typeof RATE_UNITS)[number];

/** What a subject is held against; baseline: so many times what it is there. */
export type Limit =
  | { readonly kind: 'time'; readonly amount: number; readonly unit: TimeUnit }
  | { readonly kind: 'rate'; readonly amount: number; readonly unit: RateUnit }
  | { readonly kind: 'count'; readonly amount: number }
  | { readonly kind: 'baseline'; readonly factor: number };

/** A service-level objective. */
export interface Objective {
  readonly subject: Subject;
  readonly comparator: Comparator;
  readonly limit: Limit;
}

/** An objective as it is always written: parsing what this prints gives the same objective. */
export const printObjective = ({ subject, comparator, limit }: Objective): string =>
  `${printSubject(subject)} ${comparator} ${printLimit(limit)}`;

export function printSubject(subject: Subject): string {
  switch (subject.kind) {
    case 'metric':
      return `${printStatistic(subject.statistic)}(${subject.metric})`;
    case 'count':
      return subject.count;
    case 'throughput':
      return 'throughput';
  }
}

const printStatistic = (statistic: Statistic): string =>
  statistic.kind === 'quantile' ? `p${statistic.percent}` : statistic.kind;

function printLimit(limit: Limit): string {
  switch (limit.kind) {
    case 'time':
      return `${limit.amount}${limit.unit}`;
    case 'rate':
      return `${limit.amount}/${limit.unit}`;
    case 'count':
      return `${limit.amount}`;
    case 'baseline':
      return limit.factor === 1 ? 'baseline' : `${limit.factor} * baseline`;
  }
}
