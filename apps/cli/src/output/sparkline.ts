const BARS = [...'▁▂▃▄▅▆▇█'];

/** Values as a line of bars from the least to the greatest, in no more cells than there are; then each is the mean of some. */
export function sparkline(values: readonly number[], width: number): string {
  const cells = cellsOf(values.length, width);
  const means = Array.from({ length: cells }, (_, cell) => mean(values.filter((_value, at) => cellOf(at, values.length, cells) === cell)));
  const [least, greatest] = [Math.min(...means), Math.max(...means)];
  const height = (value: number) => (greatest === least ? 0.5 : (value - least) / (greatest - least));
  return means.map((value) => BARS[Math.min(BARS.length - 1, Math.floor(height(value) * BARS.length))]).join('');
}

/** Marks to stand below such a line: each at the cell of its value. */
export function marks(signs: ReadonlyMap<number, string>, count: number, width: number): string {
  const cells = cellsOf(count, width);
  const line = Array<string>(cells).fill(' ');
  for (const [at, sign] of signs) line[cellOf(at, count, cells)] = sign;
  return line.join('').trimEnd();
}

const cellsOf = (count: number, width: number): number => Math.max(0, Math.min(count, width));

const cellOf = (at: number, count: number, cells: number): number => Math.floor((at * cells) / count);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
