import type { FilterExpression, FilterOptions } from '../protocol/read-request.codec.js';
import type { GroupDefinition } from './settings.js';

interface StoredExpression {
  readonly regex: string;
  readonly prefixes: readonly string[];
}

interface StoredEntry extends Omit<GroupDefinition, 'filter'> {
  readonly filter?: { readonly streamName?: StoredExpression; readonly eventType?: StoredExpression };
}

/** All groups there are, as the log keeps them. */
export function encodeConfig(groups: readonly GroupDefinition[], updatedBy: string): string {
  const entries = groups.map(({ filter, ...rest }): StoredEntry => ({ ...rest, ...(filter ? { filter: storedFilter(filter) } : {}) }));
  return JSON.stringify({ version: '2', updated: new Date().toISOString(), updatedBy, entries });
}

/** Undefined where it is no such thing: others may have written there, too. */
export function decodeConfig(data: Buffer): GroupDefinition[] | undefined {
  try {
    const { entries } = JSON.parse(data.toString()) as { readonly entries: readonly StoredEntry[] };
    return entries.map(({ filter, ...rest }) => ({ ...rest, filter: filter && loadedFilter(filter) }));
  } catch {
    return undefined;
  }
}

function storedFilter({ streamName, eventType }: FilterOptions): NonNullable<StoredEntry['filter']> {
  return { ...(streamName ? { streamName: stored(streamName) } : {}), ...(eventType ? { eventType: stored(eventType) } : {}) };
}

const stored = ({ regex, prefixes }: FilterExpression): StoredExpression => ({ regex, prefixes: prefixes.map(String) });

function loadedFilter({ streamName, eventType }: NonNullable<StoredEntry['filter']>): FilterOptions {
  return { streamName: streamName && loaded(streamName), eventType: eventType && loaded(eventType), window: undefined, multiplier: 0 };
}

const loaded = ({ regex, prefixes }: StoredExpression): FilterExpression => ({ regex, prefixes: prefixes.map((prefix) => Buffer.from(prefix)) });
