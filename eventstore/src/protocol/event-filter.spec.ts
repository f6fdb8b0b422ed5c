import { describe, expect, it } from '@jest/globals';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RE2JS } from 're2js';
import type { StoredEvent } from '../log/record.codec.js';
import { eventFilter } from './event-filter.js';
import { regexSize } from './regex-size.js';

describe('a filter', () => {
  it.each([
    [`(?:${'[a-z]'.repeat(800)}){1000}`], [`(?:${'[a-z]'.repeat(100)}){500}`], [`(?:(?:${'a'.repeat(200)}){10}){10}`],
    [`(?:\\(${'b'.repeat(200)}[)]\\Q)\\E){200}`], [`${'(?:a|b)'.repeat(100)}(?:${'x'.repeat(1000)}){0,20}`], ['(?:\\pL[^\\pN]){1000}'], ['^(?:a?b?c?d?){300}zz$'],
  ])('refuses a regex that is small to write and large to run, at once: %#', (regex) => {
    // What this process has worked: that others have had the machine meanwhile does not count.
    const begun = process.cpuUsage();
    expect(() => filterOn(regex)).toThrow("The filter's regular expression is too large");
    const { user, system } = process.cpuUsage(begun);
    expect((user + system) / 1000).toBeLessThan(1000);
  });

  it.each([
    ['^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$', '00010203-0405-0607-0809-0a0b0c0d0e0f', true],
    ['a{1000}', 'a'.repeat(999), false],
    ['^(\\d{4}-){2}x', '2026-2027-x', true],
    ['\\x{1F98A}', 'a 🦊', true],
    [Array.from({ length: 100 }, (_, n) => `benchmark-${n}-[0-9]{3}`).join('|'), 'benchmark-99-123', true],
  ])('takes %#', (regex, name, isWanted) => {
    expect(accepts(filterOn(regex), name)).toBe(isWanted);
  });

  it('keeps no long names in mind', () => {
    const filter = filterOn('x$');
    const begun = heap();
    for (let n = 0; n < 9000; n++) accepts(filter, `${n}-`.padEnd(4000, 'x'));
    expect(heap() - begun).toBeLessThan(8 * 1024 * 1024);
    expect(accepts(filter, 'x')).toBe(true);
  });
});

it.each([
  'a', 'abc', '(a)(b)', '[a-z]{1,100}', '((a{3}b){4}c){5}', '(?:x|y|z){7,}', '[[:alpha:]]{50}', '[]{5}a]{9}', '\\{5}a{2}', '(a|(b|c){3}){4}', '(?i)ab{12}c', '\\Qa(b\\E{3}', '\\p{Greek}{20}', '(a+b*)?{0}x',
])('is never far below what %s is compiled to', (regex) => {
  let compiled: number;
  try {
    compiled = RE2JS.compile(regex).programSize();
  } catch {
    return;
  }
  expect(2 * regexSize(regex) + 10).toBeGreaterThanOrEqual(compiled);
});

const filterOn = (regex: string) => eventFilter({ streamName: { regex, prefixes: [] }, eventType: undefined, window: undefined, multiplier: 1 });
const accepts = (filter: ReturnType<typeof filterOn>, name: string): boolean => filter.accepts({ streamName: Buffer.from(name) } as StoredEvent);

function heap(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
