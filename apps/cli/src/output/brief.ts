import type { StoredEvent } from '../http/api-types.js';

/** What is in an event, in a few words. */
export const brief = (data: StoredEvent['data']): string =>
  Object.entries(data)
    .filter(([name, value]) => name !== 'benchmark_id' && name !== 'at' && value !== null)
    .map(([name, value]) => (Array.isArray(value) ? `${name}×${value.length}` : `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`))
    .join(' ');
