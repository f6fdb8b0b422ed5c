import { endsBeforeStart } from '#measurement';
import type { DocumentFacts, DocumentStatus, ReportedDocument } from './report.model.js';

/** Where a document stood at the end of the run, and why it is not done. */
export function statusOf(facts: DocumentFacts): { status: DocumentStatus; reason: string | undefined } {
  if (facts.upload === 'failed') return { status: 'failed', reason: facts.failure };
  const missing = whatIsMissing(facts);
  if (missing) return { status: 'unfinished', reason: missing };
  if (endsBeforeStart(facts)) return { status: 'invalid', reason: 'ended before it started' };
  return { status: 'done', reason: undefined };
}

/** Whether a document's figures belong in the statistics. One that is not done counts with what is known of it. */
export const isMeasured = ({ facts, status, figures }: Omit<ReportedDocument, 'isOutlier'>): boolean =>
  status !== 'failed' && !figures.isInvalid && !facts.warmup;

/** Undefined: both sides have told all there is. */
function whatIsMissing({ upload, platformStart, platformEnd }: DocumentFacts): string | undefined {
  if (upload === undefined) return 'never sent';
  if (platformStart === undefined && platformEnd === undefined) return 'sent, and never reported by the platform';
  if (platformEnd === undefined) return 'started, and its end never reported by the platform';
  if (platformStart === undefined) return 'ended, and its start never reported by the platform';
  return upload === 'sending' ? 'processed, and its acknowledgement still missing' : undefined;
}
