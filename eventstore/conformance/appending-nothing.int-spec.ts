import { afterAll, beforeAll, expect } from '@jest/globals';
import { ANY, NO_STREAM, STREAM_EXISTS, type AppendExpectedRevision } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { batchCall } from '../src/testing/raw-calls.js';
import { conform, conforms } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { appendAlone, batched } from './testing/raw-writes.js';
import { onServer } from './testing/server.js';
import { streamIn, type State } from './testing/states.js';
import { append, collect, fresh, many, numbers, outcome } from './testing/streams.js';

const EXPECTED: readonly AppendExpectedRevision[] = [ANY, NO_STREAM, STREAM_EXISTS, 2n, 1n, 7n];
const NOWHERE = 'conflict at no_stream';
const AT_2 = 'conflict at 2';
const GONE = 'stream-deleted';

/** No event at all appended to a stream whose last number is 2, if it has any; in the order of EXPECTED. Of a stream without events the client makes number 0. */
const RULES: Readonly<Record<State, readonly string[]>> = {
  missing: ['ok 0', 'ok 0', NOWHERE, NOWHERE, NOWHERE, NOWHERE],
  described: ['ok 0', 'ok 0', 'ok 0', NOWHERE, NOWHERE, NOWHERE],
  present: ['ok 2', AT_2, 'ok 2', 'ok 2', AT_2, AT_2],
  truncated: ['ok 2', AT_2, 'ok 2', 'ok 2', AT_2, AT_2],
  counted: ['ok 2', AT_2, 'ok 2', 'ok 2', AT_2, AT_2],
  emptied: ['ok 2', AT_2, 'ok 2', 'ok 2', AT_2, AT_2],
  deleted: ['ok 2', AT_2, GONE, 'ok 2', AT_2, AT_2],
  'deleted while empty': ['ok 0', 'ok 0', GONE, NOWHERE, NOWHERE, NOWHERE],
  tombstoned: [GONE, GONE, GONE, GONE, GONE, GONE],
};

onServer((server) => {
  conform(
    Object.entries(RULES).flatMap(([state, answers]) => answers.map((answer, i) =>
      ['IndexWriter.cs', `nothing, expecting ${EXPECTED[i]}, to a stream that is ${state}: ${answer}`, state as State, EXPECTED[i]!, answer] as const)),
    async (state, expected, answer) => {
      const stream = await streamIn(client(), state);
      const before = await found(stream);
      for (const options of [{}, { credentials: server().credentials }]) expect(await outcome(append(client(), stream, [], expected, options))).toBe(answer);
      expect(await found(stream)).toBe(before);
    },
  );

  conforms('IndexWriter.cs', 'is told as no number at a stream that is missing, with a position all the same, and writes nothing', async () => {
    const [stream, batch] = [fresh(), batchCall(raw)];
    const from = (await append(client(), fresh(), many(1))).position!;
    batch.send(batched(stream, [], 'no_stream'));
    batch.end();
    await batch.ended;
    for (const success of [(await appendAlone(raw, stream, [], 'no_stream')).getSuccess()!, batch.replies[0]!.getSuccess()!]) {
      expect([success.hasNoStream(), success.hasCurrentRevision(), success.hasPosition()]).toEqual([true, false, true]);
    }
    expect((await collect(client().readAll({ fromPosition: from }))).filter(({ event }) => event!.streamId === stream)).toEqual([]);
  });

  const client = () => server().client;
  /** What readers see of it, and of its metadata. */
  const found = async (stream: string): Promise<string> =>
    (await Promise.all([stream, `$$${stream}`].map((name) => numbers(client(), name).then(String, (error: Error) => error.name)))).join(' | ');
  let raw: InstanceType<typeof streamsGrpc.StreamsClient>;
  beforeAll(() => void (raw = new streamsGrpc.StreamsClient(...channel(server()))));
  afterAll(() => raw.close());
});
