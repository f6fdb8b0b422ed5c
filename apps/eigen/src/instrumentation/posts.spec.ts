import { expect, it } from '@jest/globals';
import { endPosts, startPosts, type Fate, type Post } from './posts.js';

it('tells the start and the end of a document in seconds', () => {
  const told = { document_name: 'a.pdf', eigen_document_id: 7, eigen_project_id: 3, benchmark_host_name: 'eigen:80' };
  expect(all(FINE)).toEqual([
    { phase: 'start', extra: false, body: { ...told, start_time: 1_763_920_000.5 } },
    { phase: 'end', extra: false, body: { ...told, end_time: 1_763_920_002.5 } },
  ]);
});

it('tells a duplicate twice, the second time as an extra', () => {
  const posts = all({ ...FINE, duplicate: ['end'] });
  expect(posts.map(({ phase, extra }) => [phase, extra])).toEqual([
    ['start', false],
    ['end', false],
    ['end', true],
  ]);
  expect(posts[2]?.body).toEqual(posts[1]?.body);
});

it.each([
  [['start'], ['end']],
  [['end'], ['start']],
  [['start', 'end'], []],
] as const)('does not tell what is lost: %j', (lost, told) => {
  expect(all({ ...FINE, lost }).map(({ phase }) => phase)).toEqual(told);
});

it('tells the start after the end where they are reordered, with the times as they were', () => {
  const posts = all({ ...FINE, reordered: true });
  expect(startPosts(SUBJECT, START, { ...FINE, reordered: true })).toEqual([]);
  expect(posts.map(({ body }) => body.end_time ?? body.start_time)).toEqual([1_763_920_002.5, 1_763_920_000.5]);
});

it('tells an end as far before the start as it was after it', () => {
  const [, end] = all({ ...FINE, endBeforeStart: true });
  expect(end?.body.end_time).toBe(1_763_919_998.5);
});

it('tells an end before the start even where processing took no time', () => {
  const [end] = endPosts(SUBJECT, { start: START, end: START }, { ...FINE, endBeforeStart: true });
  expect(end?.body.end_time).toBe(1_763_920_000.499999);
});

it('tells of a document that nobody uploaded, besides the one that somebody did', () => {
  const [stranger, ...own] = all({ ...FINE, unknownDocument: true });
  expect(stranger).toMatchObject({ extra: true, body: { document_name: 'unknown-a.pdf', eigen_document_id: -7 } });
  expect(own).toEqual(all(FINE));
});

const START = 1_763_920_000_500_000;
const SUBJECT = { id: 7, name: 'a.pdf', documentTypeId: 3, host: 'eigen:80' };
const FINE: Fate = { duplicate: [], lost: [], reordered: false, endBeforeStart: false, unknownDocument: false };

const all = (fate: Fate): readonly Post[] => [
  ...startPosts(SUBJECT, START, fate),
  ...endPosts(SUBJECT, { start: START, end: START + 2_000_000 }, fate),
];
