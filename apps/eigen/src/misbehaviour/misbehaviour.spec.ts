import { expect, it } from '@jest/globals';
import { Misbehaviour } from './misbehaviour.js';
import { misbehaviourRequest } from './misbehaviour.requests.js';

it('behaves when nothing is asked of it', () => {
  const platform = misbehaving({});
  expect(platform.fate()).toEqual(FINE);
  expect(platform.onRoute('token')).toEqual({ drips: undefined });
  expect(platform.expiresSession()).toBe(false);
});

it('does the first so many times what it is asked to do', () => {
  const platform = misbehaving({ reordered: { count: 2 } });
  expect(times(4, () => platform.fate().reordered)).toEqual([true, true, false, false]);
});

it('does so at the rate asked for, and at the same times with the same seed', () => {
  const draw = (seed: number): boolean[] => {
    const platform = misbehaving({ reordered: { rate: 0.25 } }, seed);
    return times(4_000, () => platform.fate().reordered);
  };
  expect(Math.abs(draw(1).filter(Boolean).length - 1_000)).toBeLessThan(100);
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

it('does always what has neither rate nor count, and never what has rate or count 0', () => {
  const platform = misbehaving({ reordered: {}, end_before_start: { rate: 0 }, unknown_document: { count: 0 } });
  expect(platform.fate()).toEqual({ ...FINE, reordered: true });
});

it('does it to both posts of a document, or to the one that is named', () => {
  expect(misbehaving({ lost: {} }).fate().lost).toEqual(['start', 'end']);
  expect(misbehaving({ lost: { phase: 'end' } }).fate().lost).toEqual(['end']);
  expect(misbehaving({ duplicate: { count: 1 } }).fate().duplicate).toEqual(['start']);
});

it('counts for each route by itself', () => {
  const platform = misbehaving({ '5xx': { token: { count: 1 }, upload: { count: 1, status: 500, when: 'after' } } });
  expect(platform.onRoute('token')).toMatchObject({ fails: { when: 'before', status: 503 } });
  expect(platform.onRoute('token')).toEqual({ drips: undefined });
  expect(platform.onRoute('upload')).toMatchObject({ fails: { when: 'after', status: 500 } });
  expect(platform.onRoute('project')).toEqual({ drips: undefined });
});

it('starts counting anew when it is changed, and behaves again after {}', () => {
  const platform = misbehaving({ reordered: { count: 1 } });
  platform.fate();
  platform.change(misbehaviourRequest.parse({ reordered: { count: 1 } }));
  expect(platform.fate().reordered).toBe(true);
  platform.change(misbehaviourRequest.parse({}));
  expect(platform.fate()).toEqual(FINE);
});

it.each([
  [{ explode: {} }],
  [{ reordered: { rate: 2 } }],
  [{ reordered: { count: -1 } }],
  [{ lost: { phase: 'middle' } }],
  [{ '5xx': { token: { status: 404 } } }],
  [{ hang: { admin: {} } }],
])('does not understand %j', (rules) => expect(misbehaviourRequest.safeParse(rules).success).toBe(false));

const FINE = { duplicate: [], lost: [], reordered: false, endBeforeStart: false, unknownDocument: false };

const misbehaving = (rules: unknown, seed = 1): Misbehaviour => new Misbehaviour(misbehaviourRequest.parse(rules), seed);
const times = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);
