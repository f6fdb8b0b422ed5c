import type { Benchmark } from '../http/api-types.js';
import { EXIT } from '../failure.js';

const COLOURS = { completed: 'green', failed: 'red', timed_out: 'red', cancelled: 'yellow' } as const;

/** The colour of a status; that of a run in progress is none. */
export const colourOf = (status: Benchmark['status']) => (status in COLOURS ? COLOURS[status as keyof typeof COLOURS] : 'reset');

type Progress = Benchmark['progress'];

/** Of how many documents at least the end is known and the start is not: an end may come before its start, and is counted alone. */
export const startless = ({ started, completed }: Progress): number => Math.max(0, completed - started);

/** How many documents are settled, at most: without a start they are not, and the run waits for it. */
export const settledOf = (progress: Progress): number => progress.completed - startless(progress) + progress.failed;

/** How many documents are settled, of how many: `3/5`. */
export const settled = ({ progress }: Benchmark): string => (progress.planned === 0 ? '–' : `${settledOf(progress)}/${progress.planned}`);

type Verdict = NonNullable<Benchmark['verdict']>;

const VERDICT_COLOURS = { pass: 'green', fail: 'red', inconclusive: 'yellow', 'no-baseline': 'yellow', measured: 'reset' } as const;
const EXIT_CODES: Readonly<Record<Verdict, number>> = {
  pass: EXIT.fine,
  measured: EXIT.fine,
  fail: EXIT.different,
  inconclusive: EXIT.undecided,
  'no-baseline': EXIT.undecided,
};

/** The colour of what a report says. */
export const colourOfVerdict = (verdict: Verdict) => VERDICT_COLOURS[verdict];

/** What a shell gets to see of a verdict. */
export const exitCodeOfVerdict = (verdict: Verdict): number => EXIT_CODES[verdict];

/** What a shell gets to see of a run that is over: that it did not complete, else its verdict. Without a report there is none. */
export function exitCodeOf({ status, verdict, reported_at: reported }: Benchmark): number {
  if (status !== 'completed') return EXIT.runFailed;
  return reported === null ? EXIT.undecided : exitCodeOfVerdict(verdict ?? 'measured');
}
