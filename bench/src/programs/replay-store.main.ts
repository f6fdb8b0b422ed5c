import '#node-version';
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type ClientDuplexStream,
  type ClientReadableStream,
  type ServerDuplexStream,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { runProgram } from '#adapters/settings';
import { GatheredAnswers } from '../../../eventstore/src/protocol/gathered-answers.js';

const SERVICE = '/event_store.client.streams.Streams';
const GROUPS = '/event_store.client.persistent_subscriptions.PersistentSubscriptions';
const FEATURES = '/event_store.client.server_features.ServerFeatures/GetSupportedMethods';
const asIs = (message: Buffer): Buffer => message;
const raw = { requestSerialize: asIs, requestDeserialize: asIs, responseSerialize: asIs, responseDeserialize: asIs };
const route = (path: string, requestStream: boolean, responseStream: boolean) => ({ path, requestStream, responseStream, ...raw });

/** `success { current_revision: 0 }`, as BatchAppendResp has it. */
const SUCCESS = Buffer.of(0x1a, 2, 8, 0);

/** What was answered to a request, as it came over the wire. */
interface Recording {
  readonly messages: Buffer[];
  hasEnd: boolean;
}

const node = new Client(new URL(process.argv[2]!.replace('esdb:', 'http:')).host, credentials.createInsecure());
const recordings = new Map<string, Recording>();

/** A request begins with its correlation id, and so does the answer. */
function acknowledge(call: ServerDuplexStream<Buffer, Buffer>): void {
  call.on('data', (request: Buffer) => call.write(Buffer.concat([request.subarray(0, 2 + request[1]!), SUCCESS])));
  call.on('end', () => call.end());
}

/** The first time it hands on what the node says; from then on it says the same by itself. */
function read(call: ServerWritableStream<Buffer, Buffer>): void {
  const key = call.request.toString('base64');
  const known = recordings.get(key);
  if (known) void replay(call, known);
  else record(call, key);
}

function record(call: ServerWritableStream<Buffer, Buffer>, key: string): void {
  handOn(call, node.makeServerStreamRequest(`${SERVICE}/Read`, asIs, asIs, call.request), key);
}

/** The same for a group: what the first consumer is given, every later one is given at once, whatever it acknowledges. */
function consume(call: ServerDuplexStream<Buffer, Buffer>): void {
  call.once('data', (options: Buffer) => {
    const key = options.toString('base64');
    const known = recordings.get(key);
    if (known) {
      call.resume().on('end', () => call.end());
      return void replay(call, known);
    }
    const answer: ClientDuplexStream<Buffer, Buffer> = node.makeBidiStreamRequest(`${GROUPS}/Read`, asIs, asIs);
    answer.write(options);
    call.on('data', (acknowledgement: Buffer) => void answer.write(acknowledgement)).on('end', () => answer.end());
    handOn(call, answer, key);
  });
}

function handOn(call: ServerWritableStream<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>, answer: ClientReadableStream<Buffer>, key: string): void {
  const recording: Recording = { messages: [], hasEnd: false };
  recordings.set(key, recording);
  answer.on('data', (message: Buffer) => {
    recording.messages.push(message);
    call.write(message);
  });
  answer.on('end', () => {
    recording.hasEnd = true;
    call.end();
  });
  answer.on('error', () => call.end());
  call.on('cancelled', () => answer.cancel());
}

async function replay(call: ServerWritableStream<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>, { messages, hasEnd }: Recording): Promise<void> {
  for (const message of messages) {
    if (call.cancelled) return;
    if (!call.write(message)) await new Promise<void>((resolve) => call.once('drain', resolve).once('cancelled', resolve));
  }
  if (hasEnd) call.end();
}

await runProgram(async () => {
  const server = new Server({ interceptors: [(_method, call) => new GatheredAnswers(call)] });
  server.addService({ Read: route(`${GROUPS}/Read`, true, true) }, { Read: consume });
  server.addService(
    { Read: route(`${SERVICE}/Read`, false, true), BatchAppend: route(`${SERVICE}/BatchAppend`, true, true), Features: route(FEATURES, false, false) },
    {
      Read: read,
      BatchAppend: acknowledge,
      Features: ({ request }: { request: Buffer }, done: (error: Error | null, answer?: Buffer) => void) =>
        void node.makeUnaryRequest(FEATURES, asIs, asIs, request, done),
    },
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  return { ready: `esdb://127.0.0.1:${port}?tls=false`, stop: async () => server.forceShutdown() };
});
