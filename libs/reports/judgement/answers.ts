import type { ReportAnswer } from '#domain';
import type { Report } from '../report.model.js';

/** The question that every comparison answers; always called the same, for those who compare runs. */
export const COMPARISON = 'comparison with the baseline';

/** What a report says to all that was asked of its run: each objective, then the comparison. */
export const answersOf = ({ objectives, comparison }: Report): readonly ReportAnswer[] => [
  ...objectives.map(({ objective: question, verdict, reason }) => ({ question, verdict, reason })),
  ...(comparison ? [{ question: COMPARISON, verdict: comparison.verdict, reason: comparison.reason }] : []),
];
