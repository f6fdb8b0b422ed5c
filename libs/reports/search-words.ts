import type { ReportedPass, ReportedSearch } from './report.model.js';
import { counted, duration } from './wording.js';

/** What a search has found, in a sentence. */
export function foundText({ objective, best, missed, kept }: ReportedSearch): string {
  if (!best) return missed === null ? 'undecided: no pass tells of a rate' : `none: even at ${rateText(missed)} passes did not keep ${objective}`;
  const above = missed === null ? 'no rate is known to be too much' : `${rateText(missed)} was too much`;
  const sustained = best.throughput === undefined ? '' : ` (${rateText(best.throughput)} done)`;
  return `${rateText(kept ?? best.rate_per_second)} kept ${objective}${sustained}; ${above}`;
}

/** What became of one of its passes. */
export function passText({ rate_per_second, isKept, observed, done, documents, throughput }: ReportedPass): string {
  const found = observed === undefined ? 'nothing measured' : duration(observed);
  const speed = throughput === undefined ? '' : `, ${rateText(throughput)} done`;
  return `${rateText(rate_per_second)}: ${isKept === undefined ? 'undecided' : isKept ? 'kept' : 'missed'} with ${found}${speed}, ${done} of ${counted(documents, 'document')}`;
}

/** So many a second, to three digits. */
export const rateText = (perSecond: number): string => `${Number(perSecond.toPrecision(3))}/s`;
