import { expect, it } from '@jest/globals';
import { FailedAttempts } from './failed-attempts.js';

it('finds twenty in a minute few, and says once that it is too many', () => {
  const [failures] = make();
  const verdicts = Array.from({ length: 23 }, () => failures.add('a'));
  expect(verdicts.slice(0, 20).every((verdict) => verdict === 'few')).toBe(true);
  expect(verdicts.slice(20)).toEqual(['too many now', 'too many', 'too many']);
});

it('counts each address by itself', () => {
  const [failures] = make();
  for (let n = 0; n < 30; n++) failures.add('a');
  expect(failures.add('b')).toBe('few');
  expect(failures.add('a')).toBe('too many');
});

it('begins anew after a minute', () => {
  const [failures, clock] = make();
  for (let n = 0; n < 30; n++) failures.add('a');
  clock.now += 59_999;
  expect(failures.add('a')).toBe('too many');
  clock.now += 1;
  expect(failures.add('a')).toBe('few');
});

it('remembers ten thousand addresses, and forgets the one that was silent longest', () => {
  const [failures] = make();
  for (const address of ['silent', 'busy']) for (let n = 0; n < 30; n++) failures.add(address);
  for (let n = 0; n < 9_999; n++) {
    failures.add(`address ${n}`);
    failures.add('busy');
  }
  expect(failures.add('busy')).toBe('too many');
  expect(failures.add('silent')).toBe('few');
});

function make(): [FailedAttempts, { now: number }] {
  const clock = { now: 0 };
  return [new FailedAttempts(() => clock.now), clock];
}
