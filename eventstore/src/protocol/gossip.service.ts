import type { handleUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { parseUuid } from './uuid.js';

const LEADER = 8;

/** Which node this is. */
export interface Identity {
  readonly instanceId: string;
  readonly port: () => number;
}

/** A cluster of one: this node, alive, its leader, at the address by which the client has reached it. */
export function gossipHandlers(identity: Identity): UntypedServiceImplementation {
  const instance = parseUuid(Buffer.from(identity.instanceId))!;
  const id = new shared.UUID.Structured()
    .setMostSignificantBits(String(instance.readBigInt64BE(0)))
    .setLeastSignificantBits(String(instance.readBigInt64BE(8)));
  const read: handleUnaryCall<shared.Empty, gossip.ClusterInfo> = (call, callback) => {
    const { address, port } = addressOf(call.getHost(), identity);
    const member = new gossip.MemberInfo()
      .setInstanceId(new shared.UUID().setStructured(id))
      .setTimeStamp(`${Date.now()}0000`)
      .setState(LEADER)
      .setIsAlive(true)
      .setHttpEndPoint(new gossip.EndPoint().setAddress(address).setPort(port));
    callback(null, new gossip.ClusterInfo().setMembersList([member]));
  };
  return { read };
}

/** Where the node is, as whoever asks it has come; on this machine, if that is nonsense. */
export function addressOf(host: string, { port }: Identity): { address: string; port: number } {
  const { hostname, port: asked } = URL.parse(`http://${host}`) ?? { hostname: '127.0.0.1', port: '' };
  return { address: hostname.replace(/^\[|\]$/g, ''), port: Number(asked) || port() };
}
