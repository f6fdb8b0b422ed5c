import { lateness, type Answer as Verdict } from '#measurement';
import { driftText, methodText } from './clock-words.js';
import { answersOf, COMPARISON } from './judgement/answers.js';
import type { Counts, DocumentFacts, Report } from './report.model.js';
import { overlapNote } from './report.notes.js';
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
  'alone on its target': aloneOnItsTarget,
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

/** Each document has one of three states, so what can go wrong is that the events of some are missing. */
function countsAddUp({ counts, told, notes }: Report): Answer {
  const { planned, done, failed, unfinished } = counts;
  const plan = notes.find(({ about }) => about === 'plan');
  if (told.planned === undefined) return ['inconclusive', plan?.text ?? 'The plan was not whole.'];
  if (told.planned !== planned) return ['fail', `The plan says that it has ${counted(told.planned, 'document')}, and names ${planned}.`];
  const isAsTold = told.done === undefined || (told.done === done && told.failed === failed);
  if (!isAsTold) return ['fail', `The end of the run says ${told.done} done and ${told.failed} failed, and its documents ${done} and ${failed}.`];
  return ['pass', `${planned} planned = ${done} done + ${failed} failed + ${unfinished} unfinished.`];
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

function aloneOnItsTarget({ overlaps, counts }: Report): Answer {
  const note = overlapNote(overlaps);
  if (note) return ['fail', note];
  return counts.sent === 0 ? ['inconclusive', 'Nothing was sent.'] : ['pass', 'No other run of ours was noticed there.'];
}

function scheduleDelay({ metrics, generator }: Report): Answer {
  const found = lateness(metrics.scheduleDelay, metrics.processing);
  if (!found) return ['inconclusive', 'Nothing was measured.'];
  const text = `Sent late by ${duration(found.p99)} (p99); the median processing time is ${duration(found.medianLatency)}${generatorText(generator)}`;
  return found.isMarked ? ['fail', `${text}: more than 5 % of it.`] : ['pass', `${text}.`];
}

/** Why it may have been late. */
const generatorText = (load: Report['generator']): string =>
  load ? `; the event loop that sent them was late by ${duration(load.delay_p99)} (p99), with ${load.cpu.toFixed(2)} of a core busy` : '';
