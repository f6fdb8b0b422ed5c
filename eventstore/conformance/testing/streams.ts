import {
  ANY, jsonEvent, type AppendExpectedRevision, type AppendToStreamOptions, type EventStoreDBClient, type EventData, type ReadStreamOptions, type ResolvedEvent,
} from '@eventstore/db-client';

export { FRESH, fresh, freshCategory } from './fresh.js';
export { settles } from './settles.js';
export { eventually } from '../../src/testing/eventually.js';
export { happened, many, type Happened } from '../../src/testing/running-node.js';

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

export const append = (client: EventStoreDBClient, stream: string, events: EventData | EventData[], expectedRevision: AppendExpectedRevision = ANY, options: AppendToStreamOptions = {}) =>
  client.appendToStream(stream, events, { expectedRevision, ...options });

const { rawJSON } = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** A metadata document just as it is given: numbers beyond 2^53 stay what they are. */
export const describeBy = (client: EventStoreDBClient, stream: string, document: string) => client.appendToStream(`$$${stream}`, jsonEvent({
  type: '$metadata',
  data: JSON.parse(document, (_key, value: unknown, context?: { source?: string }) => (typeof value === 'number' ? rawJSON(context!.source!) : value)) as Record<string, never>,
}));

export async function collect<T>(read: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of read) found.push(item);
  return found;
}

/** The numbers that a read of a stream yields. */
export const numbers = async (client: EventStoreDBClient, stream: string, options: ReadStreamOptions = {}): Promise<number[]> =>
  (await collect(client.readStream(stream, options))).map(({ event, link }) => Number((link ?? event)!.revision));

/** What was read, as "revision@stream", of links that lead somewhere what they lead to; of others nothing. */
export const place = ({ event }: ResolvedEvent): string => (event ? `${event.revision}@${event.streamId}` : 'nothing');

/** In a few words, what became of a call: what a write answers, or what the error says that the client makes of it. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    const answer = (await call) as { readonly nextExpectedRevision?: bigint; readonly position?: unknown } | undefined;
    const revision = answer?.nextExpectedRevision;
    return revision === undefined ? 'ok' : `ok ${revision}${answer?.position === undefined ? ', no position' : ''}`;
  } catch (error) {
    const { type, actualVersion } = error as { type?: string; actualVersion?: unknown };
    if (type === 'wrong-expected-version') return `conflict at ${actualVersion === -1n ? 'no_stream' : String(actualVersion)}`;
    if (type === undefined) throw error;
    return type;
  }
}
