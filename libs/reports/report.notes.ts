import { lateness, type ClockOffset, type WarmUp } from '#measurement';
import { driftText } from './clock-words.js';
import type { Note, NoteTopic, Overlap, Report, ReportedDocument } from './report.model.js';
import type { RunHistory } from './run-history.js';
import { counted, duration } from './wording.js';

/** What notes are made of. */
export interface Findings extends Pick<Report, 'counts' | 'documents' | 'metrics' | 'offset' | 'clock' | 'warmUp'> {
  readonly history: RunHistory;
  /** Where the platform should post its instrumentation. */
  readonly instrumentationUrl: string | undefined;
}

/** Answers what there is to say; undefined: nothing. */
type Check = (found: Findings) => string | undefined;

/** Every check, in the order in which its sentence is told. */
const CHECKS: readonly (readonly [NoteTopic, Check])[] = [
  ['running', ({ history: { end, last } }) => (end ? undefined : `The run was not over yet at revision ${last.revision}: this is what was known by then.`)],
  ['plan', ({ history: { planned, end } }) => (planned !== undefined ? undefined : `The ${end ? 'run ended before its plan was whole' : 'plan was not whole yet'}.`)],
  ['failed', failedNote],
  ['unfinished', unfinishedNote],
  ['invalid', ({ counts }) => invalidNote(counts.invalid)],
  ['interrupted', ({ history }) => interruptedNote(history.interrupted)],
  ['instrumentation', instrumentationNote],
  ['overlap', ({ history }) => overlapNote(history.overlaps)],
  ['offset', ({ offset, documents }) => (documents.some(isReported) ? offsetNote(offset) : undefined)],
  ['drift', driftNote],
  ['schedule', scheduleNote],
  ['warmup', ({ documents }) => warmupNote(documents.filter(({ facts }) => facts.warmup).length)],
  ['warmup', ({ warmUp }) => suggestedNote(warmUp)],
];

/** What people should know before they trust the figures. */
export function notesOf(found: Findings): readonly Note[] {
  return CHECKS.flatMap(([about, check]) => {
    const text = check(found);
    return text === undefined ? [] : [{ about, text }];
  });
}

const isReported = ({ facts }: ReportedDocument): boolean =>
  facts.platformStart !== undefined || facts.platformEnd !== undefined;

function failedNote({ counts: { failed }, documents }: Findings): string | undefined {
  if (failed === 0) return undefined;
  const worked = documents.filter((document) => document.status === 'failed' && isReported(document)).length;
  const though = worked === 0 ? '' : `; the platform worked on ${worked} of them all the same`;
  return `${counted(failed, 'document')} failed and ${are(failed)} left out of the statistics${though}.`;
}

function warmupNote(warmup: number): string | undefined {
  if (warmup === 0) return undefined;
  return `${counted(warmup, 'document')} ${was(warmup)} sent to warm the platform up, and left out of the statistics.`;
}

/** Worth a sentence where it matters for the mean. */
const MATTERS = 0.05;

function suggestedNote(found: WarmUp | undefined): string | undefined {
  if (!found || found.cut === 0 || Math.abs(found.mean - found.meanAfter) <= MATTERS * found.meanAfter) return undefined;
  const [mean, after] = [duration(found.mean), duration(found.meanAfter)];
  return `The first ${found.cut} documents look like a warm-up (MSER-5): mean processing time ${mean} with them, ${after} without. They do count; a run with a warmup leaves them out.`;
}

function unfinishedNote({ counts: { unfinished }, documents, history }: Findings): string | undefined {
  if (unfinished === 0) return undefined;
  const reasons = new Map<string, number>();
  for (const { status, reason } of documents) {
    if (status === 'unfinished' && reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const details = [...reasons].map(([reason, n]) => `${n} ${reason}`).join('; ');
  return `${counted(unfinished, 'document')} ${was(unfinished)} not done ${history.end ? 'when the run ended' : 'yet'}: ${details}.`;
}

function invalidNote(invalid: number): string | undefined {
  if (invalid === 0) return undefined;
  const who = invalid === 1 ? '1 document ended before it started' : `${invalid} documents ended before they started`;
  return `${who}, by the platform's own clock: no upload time, and left out of the statistics.`;
}

function interruptedNote(interrupted: number): string | undefined {
  if (interrupted === 0) return undefined;
  const what = `${counted(interrupted, 'document')} ${was(interrupted)} on the way`;
  return `A worker ended while ${what}: what the platform answered may be lost, and nothing was sent twice.`;
}

/** Also for the check. By name: who looks for a run's mail by its id shall not find that of another one. */
export function overlapNote(overlaps: readonly Overlap[]): string | undefined {
  if (overlaps.length === 0) return undefined;
  const others = [...new Set(overlaps.map(({ name }) => name))].join(', ');
  return `${overlaps.length === 1 ? 'Another run' : `${overlaps.length} other runs`} had the same target at the same time, so none of them measured it alone: ${others}.`;
}

/** A run that never got as far as to upload anything has nothing to wonder about. */
function instrumentationNote({ documents, history, instrumentationUrl }: Findings): string | undefined {
  const isExpected = history.end?.type === 'BenchmarkTimedOut' || documents.some(({ facts }) => isTaken(facts.upload));
  if (!isExpected || documents.some(isReported)) return undefined;
  const where = instrumentationUrl === undefined ? '' : `; the platform should post it to ${instrumentationUrl}`;
  return `No instrumentation arrived, or all of it was refused${where}.`;
}

const isTaken = (upload: ReportedDocument['facts']['upload']): boolean =>
  upload === 'uploaded' || upload === 'interrupted';

function offsetNote(offset: ClockOffset): string | undefined {
  if (offset.kind === 'bounded') return undefined;
  const without = 'queue wait and end to end are not given.';
  if (offset.kind === 'unknown') return `How far the clocks are apart is unknown: ${without}`;
  const gap = duration(offset.low - offset.high);
  return `The clocks contradict each other by ${gap} (drift, a clock that was set, or wrong times): ${without}`;
}

/** Bounds that hold a drift are wide, and it tells of a clock that somebody should look after. */
function driftNote({ offset, clock: { drift } }: Findings): string | undefined {
  if (!drift?.isProven) return undefined;
  const within = offset.kind === 'bounded' ? ', and queue wait and end to end have bounds that hold all of it' : '';
  return `The clocks drifted during the run: the platform's ${driftText(drift)}${within}.`;
}

/** A generator that is late by more than a twentieth of what it measures has measured itself. */
function scheduleNote({ metrics }: Findings): string | undefined {
  const found = lateness(metrics.scheduleDelay, metrics.processing);
  if (!found?.isMarked) return undefined;
  return `Documents were sent late: by ${duration(found.p99)} (p99), more than 5 % of the median processing time.`;
}

const was = (n: number): string => (n === 1 ? 'was' : 'were');
const are = (n: number): string => (n === 1 ? 'is' : 'are');
