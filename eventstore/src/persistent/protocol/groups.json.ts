import type { Consumer } from '../delivery/consumer.js';
import type { Group } from '../group.js';
import { parseNumber } from '../reading/source.js';
import { ALL } from '../settings.js';

type Document = Readonly<Record<string, unknown>>;

/** What a list tells of a group. */
export async function groupSummary(group: Group): Promise<Document> {
  return { ...(await both(group, group.delivery.meter.measure().perSecond)), connectionCount: group.delivery.consumers.size };
}

/** All there is to know of a group. */
export async function groupDocument(group: Group): Promise<Document> {
  const { delivery, liveCount, parked } = group;
  const { buffered, retrying, outstanding } = delivery.counts;
  const { count, perSecond } = delivery.meter.measure();
  return {
    config: config(group),
    ...(await both(group, perSecond)),
    countSinceLastMeasurement: count,
    readBufferCount: buffered, liveBufferCount: liveCount, retryBufferCount: retrying,
    outstandingMessagesCount: outstanding, parkedMessageCount: await parked.count(),
    connections: Array.from(delivery.consumers, connection),
  };
}

async function both(group: Group, perSecond: number): Promise<Document> {
  const { definition: { stream, group: groupName }, delivery, checkpoints, status } = group;
  return {
    eventStreamId: stream, groupName, status, averageItemsPerSecond: perSecond, totalItemsProcessed: delivery.meter.total,
    ...places(stream, checkpoints.text, await group.lastKnown()), totalInFlightMessages: delivery.counts.inFlight,
  };
}

function config({ definition: { settings }, source }: Group): Document {
  const startFrom = settings.startFrom === 'end' ? -1 : settings.startFrom;
  return {
    resolveLinktos: settings.resolveLinkTos, extraStatistics: settings.extraStatistics, startFrom, startPosition: source.text(startFrom),
    messageTimeoutMilliseconds: settings.messageTimeout, maxRetryCount: settings.maxRetryCount,
    liveBufferSize: settings.liveBufferSize, bufferSize: settings.historyBufferSize, readBatchSize: settings.readBatchSize,
    checkPointAfterMilliseconds: settings.checkPointAfter, minCheckPointCount: settings.minCheckPointCount,
    maxCheckPointCount: settings.maxCheckPointCount, maxSubscriberCount: settings.maxSubscriberCount,
    namedConsumerStrategy: settings.strategy, preferRoundRobin: settings.strategy === 'RoundRobin',
  };
}

/** Numbers for a stream, texts for what reads everything. */
const places = (stream: string, checkpoint: string, lastKnown: string) => (stream === ALL
  ? { lastCheckpointedEventPosition: checkpoint, lastKnownEventPosition: lastKnown }
  : { lastProcessedEventNumber: number(checkpoint), lastKnownEventNumber: number(lastKnown) });

const number = (text: string): number => (text === '' ? -1 : parseNumber(text) ?? -1);

function connection({ user, meter, latencies, slots, inFlight, connection: connectionName }: Consumer) {
  const { count, perSecond } = meter.measure();
  return {
    from: '', username: user, averageItemsPerSecond: perSecond, totalItemsProcessed: meter.total, countSinceLastMeasurement: count,
    availableSlots: slots - inFlight.size, inFlightMessages: inFlight.size, connectionName,
    extraStatistics: (latencies?.measurements() ?? []).map(([key, value]) => ({ key, value })),
  };
}
