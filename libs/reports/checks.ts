import type { Answer as Verdict } from '#measurement';
import { driftText, methodText } from './clock-words.js';
import { answersOf, COMPARISON } from './judgement/answers.js';
import { latenessOf } from './report.notes.js';
import type { Counts, DocumentFacts, Report } from './report.model.js';
import { counted, duration } from './wording.js';

/** What a check found. Inconclusive: it cannot be told; no-baseline: for want of one. Neither is ever green. */
export type CheckOutcome = Verdict;

/** Something that was asked of a run, and the answer. */
export interface Check {
  /** What kind of question it is: whether the run can be trusted at all, or something that was asked of it. */
  readonly group: 'integrity' | 'objective' | 'comparison';
  /** Stable, for those who compare runs. */
  readonly name: string;
  readonly outcome: CheckOutcome;
  /** The answer in a sentence. */
  readonly text: string;
}

type Answer = readonly [CheckOutcome, string];

/** Each question, in the order in which it is told. */
const INTEGRITY: Readonly<Record<string, (report: Report) => Answer>> = {
  'run completed': runCompleted,
  'counts add up': countsAddUp,
  'no failed documents': ({ counts }) => none(counts.failed, 'failed'),
  'no invalid documents': ({ counts }) => none(counts.invalid, "ended before it started, by the platform's own clock"),
  'instrumentation complete': instrumentationComplete,
  'clocks agree': clocksAgree,
  'schedule delay': scheduleDelay,
};

/** Every question that is asked of a run, answered. */
export const checksOf = (report: Report): readonly Check[] => [
  ...Object.entries(INTEGRITY).map(([name, answer]) => {
    const [outcome, text] = answer(report);
    return { group: 'integrity' as const, name, outcome, text };
  }),
  ...answersOf(report).map(({ question, verdict, reason }) => {
    const group = question === COMPARISON ? ('comparison' as const) : ('objective' as const);
    return { group, name: question, outcome: verdict, text: reason };
  }),
];

function runCompleted({ run: { outcome, reason } }: Report): Answer {
  if (outcome === 'completed') return ['pass', 'The run completed.'];
  if (outcome === 'running') return ['inconclusive', 'The run was not over yet.'];
  return ['fail', `The run ${ENDED[outcome]}${reason === undefined ? '' : `: ${reason}`}.`];
}

const ENDED = { failed: 'failed', timed_out: 'timed out', cancelled: 'was cancelled' } as const;

function countsAddUp({ counts, documents, notes }: Report): Answer {
  const { planned, done, failed, unfinished } = counts;
  const sum = `${planned} planned = ${done} done + ${failed} failed + ${unfinished} unfinished`;
  if (planned !== done + failed + unfinished) return ['fail', `Does not hold: ${sum}.`];
  if (new Set(documents.map(({ facts }) => facts.name)).size !== planned) return ['fail', 'A document counts twice.'];
  const plan = notes.find(({ about }) => about === 'plan');
  return plan ? ['inconclusive', plan.text] : ['pass', `${sum}.`];
}

const none = (count: number, what: string): Answer =>
  count === 0 ? ['pass', 'None.'] : ['fail', `${counted(count, 'document')}: ${what}.`];

function instrumentationComplete({ counts, documents }: Report): Answer {
  const taken = documents.filter(({ facts }) => facts.upload !== undefined && facts.upload !== 'failed');
  if (taken.length === 0) return ['inconclusive', `Nothing reached the platform: ${sentOf(counts)}.`];
  const missing = taken.filter(({ facts }) => !isToldWhole(facts)).length;
  if (missing === 0) return ['pass', `Start and end of ${counted(taken.length, 'document')} were reported.`];
  return ['fail', `Of ${missing} of ${counted(taken.length, 'document')} start or end was never reported.`];
}

const sentOf = ({ sent, planned }: Counts): string => `${sent} of ${counted(planned, 'document')} sent`;

const isToldWhole = ({ platformStart, platformEnd }: DocumentFacts): boolean =>
  platformStart !== undefined && platformEnd !== undefined;

/** Even drift is an agreement: it is known, and within the bounds. */
function clocksAgree({ offset, clock }: Report): Answer {
  if (offset.kind === 'unknown') return ['inconclusive', 'How far the clocks are apart is unknown.'];
  const [low, high] = [duration(offset.low), duration(offset.high)];
  const drifting = clock.drift?.isProven ? `; it ${driftText(clock.drift)}` : '';
  const found = `${methodText(clock)}${drifting}`;
  if (offset.kind === 'bounded') return ['pass', `The platform's clock minus ours lies between ${low} and ${high}, ${found}.`];
  return ['fail', `No offset explains all times: at least ${low}, and at most ${high}, ${found}.`];
}

function scheduleDelay({ metrics }: Report): Answer {
  const lateness = latenessOf(metrics);
  if (!lateness) return ['inconclusive', 'Nothing was measured.'];
  const { late, usual, isTooLate } = lateness;
  const text = `Sent late by ${duration(late)} (p99); the median processing time is ${duration(usual)}`;
  return isTooLate ? ['fail', `${text}: more than 5 % of it.`] : ['pass', `${text}.`];
}
