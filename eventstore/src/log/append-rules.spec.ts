import { expect, it } from '@jest/globals';
import { judge, judgeDelete, recalled, repeated, type ExpectedRevision, type Verdict } from './append-rules.js';
import { TOMBSTONE } from './stream-metadata.js';

it.each<[string, ExpectedRevision, number, boolean, Verdict]>([
  ['a missing stream takes an append that expects anything', 'any', -1, false, 'write'],
  ['a missing stream is what no_stream expects', 'no_stream', -1, false, 'write'],
  ['a missing stream does not exist', 'stream_exists', -1, false, 'conflict'],
  ['a missing stream has no revision 0', 0, -1, false, 'conflict'],
  ['a stream that has only metadata exists', 'stream_exists', -1, true, 'write'],
  ['a stream that has only metadata has no events', 'no_stream', -1, true, 'write'],
  ['its last revision is the one to expect', 4, 4, false, 'write'],
  ['an older revision may be a repeat', 3, 4, false, 'compare'],
  ['no_stream on a stream may be a repeat', 'no_stream', 4, false, 'compare'],
  ['a later revision is a conflict', 5, 4, false, 'conflict'],
  ['anything on a stream may be a repeat', 'any', 4, false, 'recall'],
  ['stream_exists on a stream may be a repeat', 'stream_exists', 4, false, 'recall'],
])('%s', (_rule, expected, last, hasMetadata, verdict) => {
  expect(judge(expected, { last, hasMetadata, isSoftDeleted: false }, 1)).toBe(verdict);
});

it.each<[ExpectedRevision, number, Verdict]>([
  ['any', -1, 'nothing'], ['any', 3, 'nothing'], ['no_stream', -1, 'nothing'], [3, 3, 'nothing'], ['stream_exists', 3, 'nothing'],
  ['no_stream', 3, 'conflict'], [2, 3, 'conflict'], [4, 3, 'conflict'], ['stream_exists', -1, 'conflict'],
])('an append without events that expects %s of a stream at %d comes to %s', (expected, last, verdict) => {
  expect(judge(expected, { last, hasMetadata: false, isSoftDeleted: false }, 0)).toBe(verdict);
});

it('knows a repeat at a revision by every id, in order', () => {
  expect(repeated([A, B], [at(0, A), at(1, B)])).toMatchObject({ revision: 1 });
  expect(repeated([A, B], [at(0, A), at(1, C)])).toBe('partly');
  expect(repeated([A, B], [at(0, C), at(1, B)])).toBe('not');
});

it('takes what reaches beyond the end of the stream for a conflict', () => {
  expect(repeated([A, B], [at(0, A)])).toBe('partly');
});

it('lets the first id alone decide between a fresh write and a repeat', () => {
  expect(recalled([-1, 3])).toBe('write');
  expect(recalled([3, -1])).toBe('conflict');
  expect(recalled([7, 3])).toBe(3);
});

const soft = { last: 4, hasMetadata: true, isSoftDeleted: true };
const gone = { last: TOMBSTONE, hasMetadata: true, isSoftDeleted: false };

it.each<[ExpectedRevision, Verdict]>([['any', 'recall'], ['no_stream', 'compare'], ['stream_exists', 'deleted'], [4, 'write'], [3, 'compare'], [5, 'conflict']])(
  'an append that expects %s of a deleted stream comes to %s', (expected, verdict) => {
    expect(judge(expected, soft, 1)).toBe(verdict);
    expect(judge(expected, gone, 1)).toBe('deleted');
  },
);

it.each<[string, Parameters<typeof judgeDelete>[1], ExpectedRevision, string, string]>([
  ...of('missing', { last: -1, hasMetadata: false, isSoftDeleted: false }, { any: ['conflict', 'delete'], no_stream: ['conflict', 'delete'], stream_exists: ['conflict', 'conflict'], 0: ['conflict', 'conflict'] }),
  ...of('missing, with metadata', { last: -1, hasMetadata: true, isSoftDeleted: false }, { any: ['delete', 'delete'], no_stream: ['delete', 'delete'], stream_exists: ['delete', 'delete'], 0: ['conflict', 'conflict'] }),
  ...of('present', { last: 4, hasMetadata: false, isSoftDeleted: false }, { any: ['delete', 'delete'], no_stream: ['conflict', 'conflict'], stream_exists: ['delete', 'delete'], 4: ['delete', 'delete'], 3: ['conflict', 'conflict'] }),
  ...of('deleted', soft, { any: ['delete', 'delete'], no_stream: ['delete', 'delete'], stream_exists: ['deleted', 'deleted'], 4: ['delete', 'delete'], 5: ['conflict', 'conflict'] }),
  ...of('tombstoned', gone, { any: ['deleted', 'deleted'], no_stream: ['deleted', 'deleted'], stream_exists: ['deleted', 'deleted'], 4: ['deleted', 'deleted'] }),
])('of a stream that is %s a delete (%j) that expects %s comes to %s, a final one to %s', (_what, state, expected, softly, finally_) => {
  expect([judgeDelete(expected, state, false), judgeDelete(expected, state, true)]).toEqual([softly, finally_]);
});

function of(what: string, state: Parameters<typeof judgeDelete>[1], outcomes: Record<string, [string, string]>) {
  return Object.entries(outcomes).map(([expected, [softly, finally_]]): [string, typeof state, ExpectedRevision, string, string] =>
    [what, state, /^\d+$/.test(expected) ? Number(expected) : expected as ExpectedRevision, softly, finally_]);
}

const [A, B, C] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2), Buffer.alloc(16, 3)];
const at = (revision: number, eventId: Buffer) => ({ revision, position: revision + 1, eventId });
