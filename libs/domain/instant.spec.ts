import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isoOf, parseInstant } from './instant.js';

describe('A time', () => {
  it.each([
    ['2025-01-01T00:00:00Z', '1735689600'],
    ['2025-01-01T00:00:00.5Z', '1735689600.5'],
    ['2025-01-01T00:00:00.123456Z', '1735689600.123456'],
    ['2025-01-01T05:30:00.000001+05:30', '1735689600.000001'],
    ['2025-01-01T05:30:00,25+0530', '1735689600.25'],
    ['2024-12-31 23:00:00.999999-01:00', '1735689600.999999'],
    ['2025-01-01t00:00:00z', '1735689600.0'],
    ['2024-02-29T12:00:00Z', '1709208000'],
    ['2000-01-01T00:00:00Z', '946684800'],
    ['2100-12-31T23:59:59.999999Z', '4133980799.999999'],
  ])('is the same as ISO 8601 and as a decimal number: %s', (iso, decimal) => {
    expect(parseInstant(iso)).toBeDefined();
    expect(parseInstant(iso)).toBe(parseInstant(decimal));
    expect(parseInstant(Number(decimal))).toBe(parseInstant(decimal));
  });

  it('is exact to the microsecond, in each notation', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const [seconds, micros] = [Math.floor(instant / 1e6), String(instant % 1e6).padStart(6, '0')];
        expect(parseInstant(`${seconds}.${micros}`)).toBe(instant);
        expect(parseInstant(Number(`${seconds}.${micros}`))).toBe(instant);
        expect(parseInstant(isoOf(instant))).toBe(instant);
      }),
    );
  });

  it('is rounded alike where a clock tells nanoseconds', () => {
    fc.assert(
      fc.property(anyInstant, fc.nat(999), (instant, nanos) => {
        const fraction = `${String(instant % 1e6).padStart(6, '0')}${String(nanos).padStart(3, '0')}`;
        const second = isoOf(instant - (instant % 1e6)).slice(0, 19);
        const decimal = `${Math.floor(instant / 1e6)}.${fraction}`;
        const rounded = instant + (nanos < 500 ? 0 : 1);
        expect([parseInstant(`${second}.${fraction}Z`), parseInstant(decimal)]).toEqual([rounded, rounded]);
      }),
    );
  });

  it.each([
    ['without a number', ['', ' ', 'now', 'NaN', 'Infinity', '0x67748580', '１７３５６８９６００']],
    ['with a sign', ['-1', '-1735689600', '+1735689600', '-1735689600.5']],
    ['with an exponent or half a fraction', ['1e20', '1.7e9', '1735689600.', '.5']],
    ['with something around it', [' 1735689600', '1735689600 ', '1735689600\n', '2025-01-01T00:00:00Z;']],
    ['before 2000', ['0', '946684799.999999', '1999-12-31T23:59:59Z', '2000-01-01T00:00:00+00:01']],
    ['after 2100', ['4133980800', '99999999999999999999', '2101-01-01T00:00:00Z', '2100-12-31T23:59:59.9999999Z']],
    ['of no month', ['2025-13-01T00:00:00Z', '2025-00-01T00:00:00Z', '2025-01-00T00:00:00Z']],
    ['of no day', ['2025-02-30T00:00:00Z', '2025-02-29T00:00:00Z', '2025-04-31T00:00:00+02:00']],
    ['of no clock', ['2025-01-01T25:00:00Z', '2025-01-01T00:60:00Z', '2025-01-01T00:00:60Z']],
    ['of no zone', ['2025-01-01T00:00:00+25:00', '2025-01-01T00:00:00+00:60', '2025-01-01T00:00:00CET']],
    ['in part', ['2025-01-01T00:00:00', '2025-01-01', '2025-01-01T00:00Z', '2025-01-01T00:00:00.Z']],
  ])('is not a text %s', (_, texts) => {
    for (const text of texts) expect([text, parseInstant(text)]).toEqual([text, undefined]);
  });

  it('is not a number outside the years 2000 to 2100', () => {
    const few = [NaN, Infinity, -Infinity, -0, 0, -1, 1e-7, 946_684_799, 4_133_980_800, 1_735_689_600_000, 1e20, 1e21];
    for (const number of few) expect([number, parseInstant(number)]).toEqual([number, undefined]);
  });

  it('is written in ISO 8601, in UTC, with its microseconds', () => {
    expect(isoOf(1_735_689_600_000_000)).toBe('2025-01-01T00:00:00.000000Z');
    expect(isoOf(1_735_689_600_123_456)).toBe('2025-01-01T00:00:00.123456Z');
    expect(isoOf(1_735_689_600_000_007)).toBe('2025-01-01T00:00:00.000007Z');
    expect(isoOf(-1)).toBe('1969-12-31T23:59:59.999999Z');
    expect(() => isoOf(NaN)).toThrow(RangeError);
  });

  it('is written as `Date` writes it, to the millisecond', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (instant) => {
        const iso = isoOf(instant);
        expect(iso.replace(/\d{3}Z$/, 'Z')).toBe(new Date(Math.floor(instant / 1000)).toISOString());
        expect(Number(iso.slice(-4, -1))).toBe(((instant % 1000) + 1000) % 1000);
      }),
    );
  });
});

const anyInstant = fc.integer({ min: Date.UTC(2000, 0) * 1000, max: Date.UTC(2100, 11, 31) * 1000 });
