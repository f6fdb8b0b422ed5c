import { describe, expect, it } from '@jest/globals';
import { atLeast, atMost, settle } from './figure.js';
import { bar, tableOf } from './table.js';

describe('A bar', () => {
  it.each([
    [0.27, atLeast(0.27), '████████│········ ✓'],
    [0.135, atLeast(0.27), '████····│········ ✗'],
    [2, atLeast(0.27), '████████│████████ ✓'],
    [1.5, atMost(3), '████····│········ ✓'],
    [4.5, atMost(3), '████████│████···· ✗'],
  ])('of %d against %j', (value, goal, drawn) => {
    expect(bar(value, goal)).toBe(drawn);
  });
});

describe('A table', () => {
  const rounds = [{ value: 0.3, fdatasync_ms: 0.5 }, { value: 9, fdatasync_ms: 5 }];
  const table = tableOf([
    settle({ name: 'a', title: 'With a goal', unit: '×', goal: atLeast(0.27), rounds, beside: '3/s of 10/s' }),
    settle({ name: 'b', title: 'Without one', unit: 'ms', rounds: rounds.slice(1), beside: 'something' }),
  ]);

  it('names figure, value, goal, and what it was measured beside', () => {
    expect(table).toMatch(/With a goal +│ +0\.3× │ +≥ 0\.27 │ █{8}│█·{7} ✓ +│ 3\/s of 10\/s/);
    expect(table).toMatch(/Without one +│ +9 ms │ +│ +│ something/);
  });

  it('says which rounds are void, and where the disk was slow throughout', () => {
    expect(table).toContain('1 of 2 rounds void: slow disk');
    expect(table).toContain('slow disk in every round');
  });
});
