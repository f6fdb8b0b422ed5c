import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js';
import { nameOf } from '../../access/acl.js';
import type { Authority } from '../../access/authority.js';
import { invalid } from '../../protocol/errors.js';
import { boundedName } from '../../protocol/proposed-events.js';
import { Outlet } from '../../protocol/outlet.js';
import type { Consumer } from '../delivery/consumer.js';
import type { Group } from '../group.js';
import type { Groups } from '../groups.js';
import { Latencies } from '../delivery/latencies.js';
import { Meter } from '../delivery/meter.js';
import { groupDropped, groupFull } from '../refusals.js';
import { groupId } from '../settings.js';
import type { ConsumeOptions, ConsumeRequest } from './consume.codec.js';
import { confirmation, messageResponse } from './message.codec.js';

type Call = ServerDuplexStream<ConsumeRequest, Buffer>;

/** PersistentSubscriptions.Read: who may read the stream joins the group, takes messages, and says what became of them. */
export const consumeHandler = (
  groups: Groups,
  authority: Authority,
  onError: (error: unknown) => void,
): handleBidiStreamingCall<ConsumeRequest, Buffer> =>
  (call) => {
    let joined: { readonly group: Group; readonly consumer: Consumer } | undefined;
    let begun = false;
    const outlet = new Outlet(call, () => {
      if (joined) joined.group.leave(joined.consumer);
      // Whatever the client still sends goes nowhere; left unread it would hold the connection's window.
      call.on('error', () => undefined).resume();
    });
    const begin = async (options: ConsumeOptions): Promise<void> => {
      try {
        if (options.bufferSize < 1) throw invalid('The buffer of a consumer has at least one slot');
        await authority.standing(call.metadata).demand('read', boundedName(options.stream));
        const group = await groups.find(options);
        if (outlet.closed) return;
        joined = { group, consumer: admitted(group, options, call, outlet, nameOf(authority.callerOf(call.metadata))) };
        group.join(joined.consumer);
      } catch (error) {
        onError(error);
        outlet.fail(error);
      }
    };
    call.on('data', (request: ConsumeRequest) => {
      if (outlet.closed) return;
      if (request.kind === 'options' && !begun) {
        begun = true;
        void begin(request.options);
      } else if (!begun) outlet.fail(invalid('A consumer begins with its options'));
      else if (request.kind === 'answer' && joined) joined.group.answer(request.ids, joined.consumer, request.answer);
    });
    call.on('end', () => outlet.end());
  };

/** Its first message is the confirmation. */
function admitted(group: Group, { bufferSize, ids }: ConsumeOptions, call: Call, outlet: Outlet, user: string): Consumer {
  const { definition, delivery } = group;
  const { maxSubscriberCount, extraStatistics } = definition.settings;
  if (maxSubscriberCount > 0 && delivery.consumers.size >= maxSubscriberCount) throw groupFull(definition);
  outlet.write(confirmation(groupId(definition)));
  return {
    mouth: {
      get ready() {
        return outlet.ready;
      },
      send: (message) => {
        outlet.write(messageResponse(message, ids));
        if (!outlet.ready) void outlet.room().then(() => group.resume());
      },
      drop: () => outlet.fail(groupDropped(definition)),
    },
    slots: bufferSize,
    inFlight: new Set(),
    user,
    connection: String(call.metadata.get('connection-name')[0] ?? '<unknown>'),
    meter: new Meter(() => performance.now()),
    latencies: extraStatistics ? new Latencies() : undefined,
  };
}
