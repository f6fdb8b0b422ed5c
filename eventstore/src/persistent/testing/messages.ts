import { encodeRecord, StoredEvent } from '../../log/record.codec.js';
import type { Consumer } from '../delivery/consumer.js';
import { message, type Message } from '../delivery/message.js';
import { Meter } from '../delivery/meter.js';

/** The event of a number, of a stream of its own if that is named. */
export function aMessage(number: number, stream = 's'): Message {
  const eventId = Buffer.alloc(16);
  eventId.writeUInt32BE(number + 1, 12);
  const proposed = { eventId, type: 'T', isJson: false, metadata: Buffer.alloc(0), data: Buffer.alloc(0) };
  const event = new StoredEvent(encodeRecord(proposed, { stream, revision: number, position: number + 1, created: 0 }));
  return message(event, { event, link: undefined }, { order: number, parked: undefined });
}

export interface TestConsumer extends Consumer {
  readonly got: Message[];
  /** Whether it takes what it is sent. */
  isTaking: boolean;
  dropped: boolean;
}

export function aConsumer(slots: number): TestConsumer {
  const consumer: TestConsumer = {
    got: [], isTaking: true, dropped: false, slots, inFlight: new Set(), user: 'someone', connection: 'c', meter: new Meter(() => 0), latencies: undefined,
    mouth: {
      get ready() {
        return consumer.isTaking;
      },
      send: (sent) => void consumer.got.push(sent),
      drop: () => void (consumer.dropped = true),
    },
  };
  return consumer;
}
