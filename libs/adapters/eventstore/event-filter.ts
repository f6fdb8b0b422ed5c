import type { EventFilter, Recorded } from '#eventsourcing';

/** All of a filter, where the store applies half. Streams of the system are not ours, whatever their prefix. */
export function eventTest({ prefix, types }: EventFilter): (event: Recorded) => boolean {
  const wanted = types && new Set(types);
  return ({ stream, type }) => stream.startsWith(prefix) && !stream.startsWith('$') && (wanted?.has(type) ?? true);
}
