import { seconds } from '../clock/platform-clock.js';
import type { Phase, PlatformDocument } from '../documents/documents.js';

/** What slowking is told: one moment of one document, in seconds since 1970. */
export interface Instrumentation {
  readonly document_name: string;
  readonly eigen_document_id: number;
  readonly eigen_project_id: number;
  readonly benchmark_host_name: string;
  readonly start_time?: number;
  readonly end_time?: number;
}

/** One request to make; an `extra` one says nothing about how the document's own post went. */
export interface Post {
  readonly phase: Phase;
  readonly extra: boolean;
  readonly body: Instrumentation;
}

/** How the posts of one document will misbehave. */
export interface Fate {
  readonly duplicate: readonly Phase[];
  readonly lost: readonly Phase[];
  /** The start is told after the end. */
  readonly reordered: boolean;
  /** The end that is told lies before the start. */
  readonly endBeforeStart: boolean;
  /** A document is told of that nobody uploaded. */
  readonly unknownDocument: boolean;
}

/** Whose moments are told. */
export type Subject = Pick<PlatformDocument, 'id' | 'name' | 'documentTypeId' | 'host'>;

/** What is posted when processing starts, in this order; times in microseconds. */
export function startPosts(subject: Subject, start: number, fate: Fate): readonly Post[] {
  const own = copies(subject, { phase: 'start', at: start }, fate);
  return [...(fate.unknownDocument ? [stranger(subject, start)] : []), ...(fate.reordered ? [] : own)];
}

/** What is posted when processing has ended, in this order. */
export function endPosts(subject: Subject, span: { start: number; end: number }, fate: Fate): readonly Post[] {
  const at = fate.endBeforeStart ? span.start - Math.max(span.end - span.start, 1) : span.end;
  const own = copies(subject, { phase: 'end', at }, fate);
  return [...own, ...(fate.reordered ? copies(subject, { phase: 'start', at: span.start }, fate) : [])];
}

interface Moment {
  readonly phase: Phase;
  readonly at: number;
}

function copies(subject: Subject, moment: Moment, { lost, duplicate }: Fate): readonly Post[] {
  if (lost.includes(moment.phase)) return [];
  const post = { phase: moment.phase, extra: false, body: instrumentation(subject, moment) };
  return duplicate.includes(moment.phase) ? [post, { ...post, extra: true }] : [post];
}

function stranger(subject: Subject, start: number): Post {
  const unknown = { ...subject, id: -subject.id, name: `unknown-${subject.name}` };
  return { phase: 'start', extra: true, body: instrumentation(unknown, { phase: 'start', at: start }) };
}

function instrumentation({ name, id, documentTypeId, host }: Subject, { phase, at }: Moment): Instrumentation {
  return {
    document_name: name,
    eigen_document_id: id,
    eigen_project_id: documentTypeId,
    benchmark_host_name: host,
    ...(phase === 'start' ? { start_time: seconds(at) } : { end_time: seconds(at) }),
  };
}
