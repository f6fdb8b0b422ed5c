import { expect, it } from '@jest/globals';
import { marks, sparkline } from './sparkline.js';

it('draws a bar for each value, from the least to the greatest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], Infinity)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([5, 100, 5], 80)).toBe('▁█▁');
});

it('is level where nothing differs, and empty where there is nothing', () => {
  expect(sparkline([3, 3, 3], 80)).toBe('▅▅▅');
  expect(sparkline([], 80)).toBe('');
});

it('is never wider than there is room', () => {
  expect(sparkline([1, 1, 1, 9, 9, 9], 2)).toBe('▁█');
  expect(sparkline(Array.from({ length: 1000 }, (_, at) => at), 20)).toHaveLength(20);
});

it('is marked at the cells of its values', () => {
  const signs = new Map([[3, '▲'], [5, '▼']]);
  expect(marks(signs, 8, Infinity)).toBe('   ▲ ▼');
  expect(marks(signs, 8, 4)).toBe(' ▲▼');
  expect(marks(new Map(), 8, 80)).toBe('');
});
