import { bytes, message, text, uint } from '../../protocol/wire.js';
import type { Consumer } from '../delivery/consumer.js';
import type { Group } from '../group.js';
import type { StartFrom } from '../settings.js';

/** A SubscriptionInfo. */
export async function groupInfo(group: Group): Promise<Buffer> {
  const { definition: { stream, group: name, settings }, delivery } = group;
  const { count, perSecond } = delivery.meter.measure();
  const { buffered, retrying, inFlight, outstanding } = delivery.counts;
  const [lastKnown, parked] = [await group.lastKnown(), await group.parked.count()];
  return message(
    text(1, stream), text(2, name), text(3, group.status),
    ...Array.from(delivery.consumers, (consumer) => bytes(4, connectionInfo(consumer))),
    uint(5, perSecond), uint(6, delivery.meter.total), uint(7, count),
    text(8, group.checkpoints.text), text(9, lastKnown),
    flag(10, settings.resolveLinkTos), text(11, startText(settings.startFrom, group)), uint(12, settings.messageTimeout),
    flag(13, settings.extraStatistics), uint(14, settings.maxRetryCount), uint(15, settings.liveBufferSize),
    uint(16, settings.historyBufferSize), uint(17, settings.readBatchSize), uint(18, settings.checkPointAfter),
    uint(19, settings.minCheckPointCount), uint(20, settings.maxCheckPointCount),
    uint(21, buffered), uint(22, group.liveCount), uint(23, retrying), uint(24, inFlight), uint(25, outstanding),
    text(26, settings.strategy), uint(27, settings.maxSubscriberCount), uint(28, parked),
  );
}

/** In a list of the answer. */
export const listed = (info: Buffer): Buffer => bytes(1, info);

function connectionInfo({ user, meter, latencies, slots, inFlight, connection }: Consumer): Buffer {
  const { count, perSecond } = meter.measure();
  const measurements = latencies?.measurements() ?? [];
  return message(
    text(1, ''), text(2, user), uint(3, perSecond), uint(4, meter.total), uint(5, count),
    ...measurements.map(([key, value]) => bytes(6, message(text(1, key), uint(2, value)))),
    uint(7, slots - inFlight.size), uint(8, inFlight.size), text(9, connection),
  );
}

const flag = (field: number, value: boolean): Buffer => uint(field, value ? 1 : 0);

/** A position of the end is one before the first. */
function startText(startFrom: StartFrom, { source }: Group): string {
  return startFrom === 'end' ? source.text(-1) : source.text(startFrom);
}
