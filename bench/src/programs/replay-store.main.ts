import '#node-version';
import type { ClientDuplexStream, ClientReadableStream, Server, ServerDuplexStream, ServerWritableStream } from '@grpc/grpc-js';
import { runProgram } from '#adapters/settings';
import { asIs, clientOf, route, startMuteStore, STREAMS } from '../parts/mute-store.js';

const GROUPS = '/event_store.client.persistent_subscriptions.PersistentSubscriptions';

/** What was answered to a request, as it came over the wire. */
interface Recording {
  readonly messages: Buffer[];
  hasEnd: boolean;
}

const node = clientOf(process.argv[2]!);
const recordings = new Map<string, Recording>();

/** The first time it hands on what the node says; from then on it says the same by itself. */
function read(call: ServerWritableStream<Buffer, Buffer>): void {
  const key = call.request.toString('base64');
  const known = recordings.get(key);
  if (known) void replay(call, known);
  else record(call, key);
}

function record(call: ServerWritableStream<Buffer, Buffer>, key: string): void {
  handOn(call, node.makeServerStreamRequest(`${STREAMS}/Read`, asIs, asIs, call.request), key);
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

function addReads(server: Server): void {
  server.addService({ Read: route(`${GROUPS}/Read`, true, true) }, { Read: consume });
  server.addService({ Read: route(`${STREAMS}/Read`, false, true) }, { Read: read });
}

await runProgram(async () => {
  const { server, url } = await startMuteStore(node, addReads);
  return { ready: url, stop: async () => server.forceShutdown() };
});
