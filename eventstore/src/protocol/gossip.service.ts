import { randomUUID } from 'node:crypto';
import type { handleUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { parseUuid } from './uuid.js';

const LEADER = 8;

/** A cluster of one: this node, alive, its leader, at the address by which the client has reached it. */
export function gossipHandlers(port: () => number): UntypedServiceImplementation {
  const instance = parseUuid(randomUUID())!;
  const id = new shared.UUID.Structured()
    .setMostSignificantBits(String(instance.readBigInt64BE(0)))
    .setLeastSignificantBits(String(instance.readBigInt64BE(8)));
  const read: handleUnaryCall<shared.Empty, gossip.ClusterInfo> = (call, callback) => {
    const { hostname, port: asked } = new URL(`http://${call.getHost()}`);
    const member = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setStructured(id))
      .setTimeStamp(`${Date.now()}0000`)
      .setState(LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(hostname.replace(/^\[|\]$/g, '')).setPort(Number(asked) || port()));
    callback(null, new gossip.ClusterInfo().setMembersList([member]));
  };
  return { read };
}
