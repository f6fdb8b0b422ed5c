/** Milliseconds with as many digits as tell something; a dash where there is none. */
export function millis(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return value.toFixed(Math.abs(value) < 10 ? 3 : Math.abs(value) < 1000 ? 1 : 0);
}

const NEEDED: Readonly<Record<string, number>> = { p50: 6, p90: 36, p95: 72, p99: 368 };

/** How many documents a quantile takes, as docs/statistics.md has it: `p95 takes 72 documents, p99 368`. */
export const whatIsNeeded = (quantiles: readonly string[]): string =>
  quantiles.map((name, at) => (at === 0 ? `${name} takes ${NEEDED[name]} documents` : `${name} ${NEEDED[name]}`)).join(', ');

/** A relative change: +5.1 %. */
export const percent = (change: number): string => `${change > 0 ? '+' : ''}${(change * 100).toFixed(1)} %`;

/** A time that people wait, from milliseconds: 0.8 s, 42 s, 3 min 5 s, 2 h 7 min. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const [whole, minutes] = [Math.round(seconds), Math.floor(Math.round(seconds) / 60)];
  if (minutes === 0) return `${whole} s`;
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A moment in the time of whoever reads it, with its zone, as reports tell UTC: 2026-11-23 19:23:30 +01:00. */
export function moment(iso: string | null): string {
  if (iso === null) return '–';
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const minutes = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + minutes * 60_000);
  return `${local.toISOString().slice(0, 19).replace('T', ' ')} ${zone(minutes)}`;
}

/** From minutes before UTC: +05:45. */
export function zone(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60].map((part) => String(part).padStart(2, '0'));
  return `${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}

/** 1 B, 1.5 KB, 20 MB. */
export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, count)) / 10)));
  const value = count / 1024 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
