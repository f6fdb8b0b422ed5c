import type { Direction } from './storage.port.js';

/** A page of what is numbered from 0. */
export function page<T>(items: readonly T[], from: number, direction: Direction, limit: number): [number, T][] {
  const step = direction === 'forwards' ? 1 : -1;
  const found: [number, T][] = [];
  for (let at = step > 0 ? Math.max(from, 0) : Math.min(from, items.length - 1); found.length < limit; at += step) {
    const item = items[at];
    if (item === undefined) break;
    found.push([at, item]);
  }
  return found;
}
