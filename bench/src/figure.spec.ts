import { describe, expect, it } from '@jest/globals';
import { atLeast, atMost, settle, type Figure } from './figure.js';

const figure = (rounds: readonly (readonly [value: number, fdatasync: number])[], more: Partial<Figure> = {}): Figure => ({
  name: 'a.b',
  title: 'A figure',
  unit: '×',
  rounds: rounds.map(([value, fdatasync_ms]) => ({ value, fdatasync_ms })),
  beside: '',
  ...more,
});

describe('A figure', () => {
  it('is the median of its rounds', () => {
    expect(settle(figure([[1, 0.5], [9, 0.5], [2, 0.5]]))).toMatchObject({ value: 2, voided: 0, is_disk_slow: false });
  });

  it('leaves out rounds in which the disk was slow', () => {
    expect(settle(figure([[1, 0.5], [9, 1.1], [2, 1]]))).toMatchObject({ value: 1.5, voided: 1, is_disk_slow: false });
  });

  it('counts all rounds, and says so, when the disk was slow in every one', () => {
    expect(settle(figure([[1, 2], [9, 3], [2, 4]]))).toMatchObject({ value: 2, voided: 0, is_disk_slow: true });
  });

  it('may be another quantile than the median', () => {
    expect(settle(figure([[1, 0], [2, 0], [3, 0]], { order: 0.99 })).value).toBeCloseTo(2.98);
  });
});

describe('A goal', () => {
  it.each([
    [atLeast(2), 2, true],
    [atLeast(2), 1.9, false],
    [atMost(2), 2, true],
    [atMost(2), 2.1, false],
  ])('of %j is met by %d: %j', (goal, value, isMet) => {
    expect(settle(figure([[value, 0]], { goal })).is_met).toBe(isMet);
  });

  it('that nobody set is neither met nor missed', () => {
    expect(settle(figure([[1, 0]]))).not.toHaveProperty('is_met');
  });
});
