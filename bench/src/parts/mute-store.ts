import { Client, credentials, Server, ServerCredentials, type sendUnaryData, type ServerDuplexStream, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { GatheredAnswers } from '../../../eventstore/src/protocol/gathered-answers.js';

export const STREAMS = '/event_store.client.streams.Streams';
const FEATURES = '/event_store.client.server_features.ServerFeatures/GetSupportedMethods';
/** `success { current_revision: 0 }`, as BatchAppendResp has it. */
const SUCCESS = Buffer.of(0x1a, 2, 8, 0);

export const asIs = (message: Buffer): Buffer => message;
const raw = { requestSerialize: asIs, requestDeserialize: asIs, responseSerialize: asIs, responseDeserialize: asIs };
export const route = (path: string, requestStream: boolean, responseStream: boolean) => ({ path, requestStream, responseStream, ...raw });

/** A gRPC server that knows nothing. */
export interface BareServer {
  readonly server: Server;
  /** Its connection string. */
  readonly url: string;
}

/** To the node that answers what a server without a log cannot know. */
export const clientOf = (url: string): Client => new Client(new URL(url.replace('esdb:', 'http:')).host, credentials.createInsecure());

/** A server that says yes to every append at once, in this very process; `add` gives it more to say. */
export async function startMuteStore(node: Client, add: (server: Server) => void = () => undefined): Promise<BareServer> {
  const server = new Server({ interceptors: [(_method, call) => new GatheredAnswers(call)] });
  const features = ({ request }: { request: Buffer }, done: sendUnaryData<Buffer>) => void node.makeUnaryRequest(FEATURES, asIs, asIs, request, done);
  const implementation: UntypedServiceImplementation = { BatchAppend: acknowledge, Features: features as UntypedServiceImplementation[string] };
  server.addService({ BatchAppend: route(`${STREAMS}/BatchAppend`, true, true), Features: route(FEATURES, false, false) }, implementation);
  add(server);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  return { server, url: `esdb://127.0.0.1:${port}?tls=false` };
}

/** A request begins with its correlation id, and so does the answer. */
function acknowledge(call: ServerDuplexStream<Buffer, Buffer>): void {
  call.on('data', (request: Buffer) => call.write(Buffer.concat([request.subarray(0, 2 + request[1]!), SUCCESS])));
  call.on('end', () => call.end());
}
