/**
 * What is answered to a question about a run. Measured: nothing was asked. Only pass and measured are green.
 * No-baseline: there is nothing to compare with.
 */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'no-baseline' | 'measured';

/** The worst first. */
const BY_WEIGHT = ['fail', 'inconclusive', 'no-baseline', 'pass'] as const;

/** The answer to one question. */
export type Answer = (typeof BY_WEIGHT)[number];

/** The verdict of several answers: the worst of them; measured where there are none. */
export const overallVerdict = (answers: readonly Answer[]): Verdict =>
  BY_WEIGHT.find((answer) => answers.includes(answer)) ?? 'measured';
