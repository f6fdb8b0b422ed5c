import Table from 'cli-table3';
import type { Goal, Settled } from './figure.js';
import { amount } from './rounds.js';

/** Half of a bar: as far as the goal. */
const HALF = 8;
const SIGN = { 'at least': '≥', 'at most': '≤' } as const;

/** The figures as a table, each with a bar against its goal. */
export function tableOf(figures: readonly Settled[]): string {
  const head = ['figure', 'value', 'goal', 'the goal is the line', 'beside'];
  const table = new Table({ head, style: { head: [], border: [], compact: true }, colAligns: ['left', 'right', 'right'] });
  for (const figure of figures) {
    const { title, value, unit, goal } = figure;
    const aim = goal ? `${SIGN[goal.bound]} ${amount(goal.value)}` : '';
    table.push([title, inUnit(value, unit), aim, goal ? bar(value, goal) : '', [figure.beside, remarks(figure)].filter(Boolean).join('; ')]);
  }
  return table.toString();
}

/** To the line is the goal; what is `at least` should reach it, what is `at most` should not pass it. */
export function bar(value: number, goal: Goal): string {
  const full = Math.min(2 * HALF, Math.max(0, Math.round((value / goal.value) * HALF)));
  const cells = '█'.repeat(full).padEnd(2 * HALF, '·');
  const isMet = goal.bound === 'at least' ? value >= goal.value : value <= goal.value;
  return `${cells.slice(0, HALF)}│${cells.slice(HALF)} ${isMet ? '✓' : '✗'}`;
}

const inUnit = (value: number, unit: string): string => `${amount(value)}${unit === '×' || unit === '/s' ? unit : ` ${unit}`}`;

function remarks({ voided, is_disk_slow, rounds }: Settled): string {
  if (voided > 0) return `${voided} of ${rounds.length} rounds void: slow disk`;
  return is_disk_slow ? 'slow disk in every round' : '';
}
