import type { Channel, ChannelOptions, ClientReadableStream } from '@grpc/grpc-js';
import { EventStoreDBClient } from '@eventstore/db-client';
import { StreamsClient, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { AppendCall } from './append-call.js';

/** Bytes that may be on their way to us. Of HTTP/2's own 64 KiB the store would have to hear that they have arrived every eighty events. */
const WINDOW = 1024 * 1024;

/** The client, with some of its inside opened up and its fatal faults mended. */
export class Client extends EventStoreDBClient {
  private readonly reconnect = this.takeOverReconnecting();
  private readonly narrowChannel = this.takeOverChannel();

  /**
   * A call for many appends. Not the client's own `appendToStream`: that keeps the appends of all clients in one table,
   * which any broken call empties, and an answer that comes after that is an exception nobody can catch.
   */
  async openAppendCall(): Promise<AppendCall> {
    const open = this.GRPCStreamCreator(StreamsClient, 'batchAppend', (client) =>
      client.batchAppend(...this.callArguments({}, { deadline: Infinity })),
    );
    return new AppendCall(await open());
  }

  /** A read or a subscription. Answers come as the bytes they are: see readAnswer. */
  openReadCall(request: ReadReq): Promise<ClientReadableStream<Buffer>> {
    const { path, requestSerialize } = StreamsService.read;
    const open = this.GRPCStreamCreator(StreamsClient, 'read', (client) =>
      client.makeServerStreamRequest(path, requestSerialize, asIs, request, ...this.callArguments({}, { deadline: Infinity })),
    );
    return open();
  }

  /** Cancels what still runs and closes the connection, which `dispose` leaves open. */
  async hangUp(): Promise<void> {
    const channel = await this.getChannel();
    await this.dispose();
    channel.close();
  }

  /** No setting of the client's leads to the window. A channel connects with its first call, which comes after this. */
  private takeOverChannel() {
    const narrow = this.getChannel;
    this.getChannel = async () => widened(await narrow());
    return narrow;
  }

  /** Nobody waits for the client's own. When a cluster cannot be found then, its rejection would end the process. */
  private takeOverReconnecting() {
    const reconnect = this.handleError;
    this.handleError = (client, error) => reconnect(client, error).catch(() => undefined);
    return reconnect;
  }
}

function widened(channel: Channel): Channel {
  const { options } = (channel as unknown as { internalChannel: { options: ChannelOptions } }).internalChannel;
  options['grpc-node.flow_control_window'] = WINDOW;
  return channel;
}

const asIs = (answer: Buffer): Buffer => answer;
