/**
 * A cell that a spreadsheet may take for a formula: it begins with = + - or @, also full-width, small, raised or
 * lowered, or after white space and invisible characters, or with a tab or line break. A plain number is none.
 * After OWASP, "CSV Injection".
 */
export const FORMULA =
  /^(?!-?\d+(?:\.\d+)?$)(?:[\t\r\n]|[\p{Z}\p{C}]*[=+\-@＝﹦⁼₌＋﹢⁺₊－﹣⁻₋−＠﹫])/u;

/** So many whole units of 10^−digits as a decimal number, exact, with as few digits as needed: 50000, 6 is 0.05. */
export function csvDecimal(units: number, digits: number): string {
  const size = 10 ** digits;
  const rest = Math.abs(units) % size;
  const whole = (Math.abs(units) - rest) / size;
  const fraction = String(rest).padStart(digits, '0').replace(/0+$/, '');
  return `${units < 0 ? '-' : ''}${whole}${fraction && '.'}${fraction}`;
}
