import { expect, it } from '@jest/globals';
import { valuesNeeded } from '#measurement';
import { bytes, duration, millis, moment, whatIsNeeded, zone } from './figures.js';

it('shows as many digits as tell something', () => {
  expect([0, 0.25, 9.9996, 12.345, 999.94, 12_345.6, -3, null, undefined].map(millis)).toEqual([
    '0.000', '0.250', '10.000', '12.3', '999.9', '12346', '-3.000', '–', '–',
  ]);
});

it('says how many documents a quantile takes, as the statistics have it', () => {
  const [half, ninety, p95, p99] = [0.5, 0.9, 0.95, 0.99].map((p) => valuesNeeded(p));
  expect(whatIsNeeded(['p50', 'p90'])).toBe(`p50 takes ${half} documents, p90 ${ninety}`);
  expect(whatIsNeeded(['p95', 'p99'])).toBe(`p95 takes ${p95} documents, p99 ${p99}`);
});

it('shows times as people say them', () => {
  expect([0, 840, 9_999, 42_000, 59_600, 185_000, 3_599_600, 7_620_000].map(duration)).toEqual([
    '0.0 s', '0.8 s', '10.0 s', '42 s', '1 min 0 s', '3 min 5 s', '1 h 0 min', '2 h 7 min',
  ]);
});

it('shows sizes in the unit that fits', () => {
  expect([0, 1, 1023, 1024, 1536, 20 * 1024 ** 2, 3 * 1024 ** 4, 5000 * 1024 ** 4].map(bytes)).toEqual([
    '0 B', '1 B', '1023 B', '1.0 KB', '1.5 KB', '20 MB', '3.0 TB', '5000 TB',
  ]);
});

it('shows moments in the time of the reader, and says in which zone that is', () => {
  const noon = new Date(2026, 10, 23, 12, 5, 9);
  expect(moment(noon.toISOString())).toMatch(/^2026-11-23 12:05:09 (UTC|[+-]\d\d:\d\d)$/);
  expect([moment(null), moment('soon')]).toEqual(['–', 'soon']);
  expect([0, 60, 345, -210].map(zone)).toEqual(['UTC', '+01:00', '+05:45', '-03:30']);
});
