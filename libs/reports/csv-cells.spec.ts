import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvDecimal, FORMULA } from './csv-cells.js';

describe('A decimal number in a cell', () => {
  it.each([
    [50_000, 6, '0.05'],
    [2_000_000, 6, '2'],
    [0, 6, '0'],
    [-0, 6, '0'],
    [1, 6, '0.000001'],
    [-1, 6, '-0.000001'],
    [1_234_567, 3, '1234.567'],
    [-995_500, 3, '-995.5'],
    [1e21, 3, '1000000000000000000'],
    [8_999_999_999_999_999, 6, '8999999999.999999'],
  ])('%i at %i digits is %s', (units, digits, text) => {
    expect(csvDecimal(units, digits)).toBe(text);
  });

  it('is exact, and plain', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (micros) => {
        const text = csvDecimal(micros, 6);
        expect(text).toMatch(/^-?\d+(\.\d{0,5}[1-9])?$/);
        const [whole, fraction = ''] = text.split('.');
        expect(BigInt(`${whole}${fraction.padEnd(6, '0')}`)).toBe(BigInt(micros));
      }),
    );
  });
});

describe('A formula', () => {
  it.each([
    ['by its first character', ['=1+1', '+1+1', '-1+1', '@SUM(1)', '=', '-', "=cmd|' /C calc'!A0"]],
    ['though it looks like a number', ['+5', '-5 apples', '-1e3', '--1', '-1\n=1']],
    ['though more lines follow', ['=1\nand more', '=1\r\n=2']],
    ['behind tabs and line breaks', ['\t=1', '\r=1', '\n=1', '\r\n=1']],
    ['as what may become one', ['\tx', '\rx', '\nx']],
    ['behind white space', [' =1', '   =1', '\u00A0=1', '\u3000=1', '\u2028=1', ' \t\u200B -1+1']],
    ['behind what cannot be seen', ['\uFEFF=1', '\u200B=1', '\u0000=1', '\u202E=1', '\u00AD=1']],
    ['full-width', ['＝1+1', '＋1+1', '－1+1', '＠SUM(1)', ' ＝1']],
    ['small, raised, lowered, or with a real minus', ['﹦1', '﹢1', '﹣1', '﹫1', '⁼1', '₊1', '−1+1']],
  ])('is recognised %s', (_, texts) => {
    expect(texts.filter((text) => !FORMULA.test(text))).toEqual([]);
  });

  it('is not seen in plain numbers and names', () => {
    const numbers = ['-5', '-0.05', '5', '0.05', '20250101'];
    const names = ['Release 5.11', 'a=b', 'a-b', 'x@example.org', 'ä＝', '', ' ', '日本語.pdf', "'=1"];
    expect([...numbers, ...names].filter((text) => FORMULA.test(text))).toEqual([]);
  });
});
