import { expect, it } from '@jest/globals';
import type { StoredEvent } from '../http/api-types.js';
import { Timeline } from './timeline.js';

it('shows milestones, and between them what happened to how many documents, each in its place', () => {
  const lines = timeline(
    event(0, 'BenchmarkCreated', { benchmark_name: 'nightly' }),
    event(0, 'DocumentsPlanned', { documents: [1, 2, 3] }),
    event(100, 'ProjectCreated', { eigen_project_id: '7' }),
    event(200, 'DocumentsSending', { document_names: ['a', 'b', 'c'] }),
    event(500, 'DocumentUploadStarted', { document_name: 'a' }),
    event(600, 'DocumentUploadCompleted', { document_name: 'a' }),
    event(700, 'DocumentUploadStarted', { document_name: 'b' }),
    event(1200, 'BenchmarkCompleted', { done: 2 }),
    event(1200, 'DocumentUploadStarted', { document_name: 'c' }),
  ).lines(120);
  expect(lines).toEqual([
    '    +0.000 s  █·······················  BenchmarkCreated         benchmark_name=nightly',
    '    +0.000 s  █·······················  DocumentsPlanned         3 documents',
    '    +0.100 s  ··█·····················  ProjectCreated           eigen_project_id=7',
    '    +0.200 s  ····█···················  DocumentsSending         3 documents',
    '    +0.500 s  ··········█████·········  DocumentUploadStarted    2 documents in 2 events, within 0.200 s',
    '    +0.600 s  ············█···········  DocumentUploadCompleted  1 document',
    '    +1.200 s  ·······················█  BenchmarkCompleted       done=2',
    '    +1.200 s  ·······················█  DocumentUploadStarted    1 document',
  ]);
});

it('is no wider than the screen, harmless, and nothing for nothing', () => {
  const [line] = timeline(event(0, 'BenchmarkCreated', { benchmark_name: `\u001b[2J${'x'.repeat(200)}` })).lines(80);
  expect(line).toHaveLength(80);
  expect(line).not.toContain('\u001b');
  expect(timeline().lines(80)).toEqual([]);
});

const event = (ms: number, type: string, data: object) => ({ type, data, created: new Date(ms).toISOString() }) as StoredEvent;

function timeline(...events: readonly StoredEvent[]): Timeline {
  const made = new Timeline();
  for (const each of events) made.take(each);
  return made;
}
