import { afterAll, beforeAll, expect } from '@jest/globals';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { conform, conforms } from './testing/cases.js';
import { channel } from './testing/raw.js';
import { filtered, kind, ofAll, ofStream, read, refusal, untilLive } from './testing/raw-reads.js';
import { appendAlone, typed } from './testing/raw-writes.js';
import { onServer } from './testing/server.js';
import { streamIn } from './testing/states.js';
import { append, fresh, many } from './testing/streams.js';

const { Options } = streams.ReadReq;

/** What a reader is told, message by message and field by field. */
onServer((server) => {
  conform([
    ['StreamSubscription.cs', 'of a stream', 'present', undefined, 'confirmation, event, event, event, caught_up'],
    ['StreamSubscription.cs', 'of a stream that is missing', 'missing', undefined, 'confirmation, caught_up'],
    ['StreamSubscription.cs', 'of a stream that is deleted', 'deleted', undefined, 'confirmation, caught_up'],
    ['StreamSubscription.cs', 'of a stream, from its last event on', 'present', '2', 'confirmation, caught_up'],
  ] as const, async (state, revision, told) => {
    const stream = await streamIn(client(), state);
    expect((await untilLive(raw, ofStream(stream, revision))).join(', ')).toBe(told);
  });

  conform([
    ['AllSubscriptionFiltered.cs', 'what is wanted, then where it has come to, then that there is no more', 1000, 1, ['event', 'checkpoint', 'caught_up']],
    ['AllSubscriptionFiltered.cs', 'checkpoints where nothing is wanted', 2, 1, ['checkpoint', 'checkpoint', 'caught_up']],
  ] as const, async (window, multiplier, ending) => {
    const [type, from] = [fresh(), (await append(client(), fresh(), many(1))).position!];
    await append(client(), fresh(), [...many(1, type), ...many(3)]);
    const told = await untilLive(raw, filtered(from, { prefixes: [window === 2 ? 'Never' : type] }, window, multiplier));
    expect([told[0], ...told.slice(-ending.length)]).toEqual(['confirmation', ...ending]);
  });

  conforms('AllSubscriptionFiltered.cs', 'a subscription of which no checkpoint would ever be told is refused', async () => {
    expect(await refusal(untilLive(raw, filtered({ commit: 0n, prepare: 0n }, { prefixes: ['x'] }, 32, 0)))).toMatchObject({ code: 3 });
  });

  conform([
    ['EventFilter.cs', 'without a regex and without prefixes nothing is wanted', {}, 0],
    ['EventFilter.cs', 'a regex goes before prefixes', { regex: '^TYPE$', prefixes: ['Never'] }, 2],
    ['EventFilter.cs', 'a regex that wants nothing goes before prefixes, too', { regex: '^Never$', prefixes: ['TYPE'] }, 0],
    ['EventFilter.cs', 'any of the prefixes', { prefixes: ['Never', 'TYPE'] }, 2],
  ] as const, async (types, found) => {
    const [type, from] = [fresh(), (await append(client(), fresh(), many(1))).position!];
    await append(client(), fresh(), [...many(1, type), ...many(40), ...many(1, type)]);
    const named = JSON.parse(JSON.stringify(types).replaceAll('TYPE', type)) as { regex?: string; prefixes?: string[] };
    expect(await read(raw, filtered(from, named))).toHaveLength(found);
  });

  conform([1, 7, 1000].map((window) => ['EventFilter.cs', `a window of ${window} changes nothing of what is read`, window] as const), async (window) => {
    const [type, from] = [fresh(), (await append(client(), fresh(), many(1))).position!];
    await append(client(), fresh(), [...many(20, type), ...many(20), ...many(20, type)]);
    expect(await read(raw, filtered(from, { prefixes: [type] }, window).setCount('30'))).toHaveLength(30);
  });

  conform([
    ['Read.cs', 'a stream\'s last number is told to who reads it backwards', 'present', '2', 'event, event, event, last_stream_position'],
    ['Read.cs', 'its first is not, though nothing is to be seen below it', 'emptied', '0', 'last_stream_position'],
  ] as const, async (state, from, told) => {
    const options = toldOfEnds(ofStream(await streamIn(client(), state), from)).setReadDirection(Options.ReadDirection.BACKWARDS);
    expect((await read(raw, options.setCount('3'))).map(kind).join(', ')).toBe(told);
  });

  conforms('Read.cs', 'who does not ask for a stream\'s ends is not told', async () => {
    expect((await read(raw, ofStream(await streamIn(client(), 'present')))).map(kind)).toEqual(['event', 'event', 'event']);
  });

  conforms('Read.cs', '$all tells no ends, whoever asks', async () => {
    const from = (await append(client(), fresh(), many(3))).position!;
    const told = await read(raw, toldOfEnds(ofAll(from)).setCount('1'));
    expect(told.map(kind)).toEqual(['event']);
  });

  conform([
    ['Append.cs', 'JSON is what says so', 'application/json', 'application/json'],
    ['Append.cs', 'anything else is bytes', 'text/plain', 'application/octet-stream'],
    ['Append.cs', 'and so is what says it in other words', 'application/json; charset=utf-8', 'application/octet-stream'],
    ['Append.cs', 'and what says nothing', '', 'application/octet-stream'],
  ] as const, async (contentType, told) => {
    const [stream, before] = [fresh(), BigInt(Date.now() - 60_000)];
    // What calls itself JSON is believed.
    await appendAlone(raw, stream, [typed({ contentType, data: '{no json' })]);
    const [reply] = await read(raw, ofStream(stream));
    const { event, commitPosition } = reply!.getEvent()!.toObject();
    const properties = new Map(event!.metadataMap);
    expect([properties.get('content-type'), properties.get('type'), Buffer.from(event!.data as string, 'base64').toString()]).toEqual([told, 'T', '{no json']);
    expect([event!.preparePosition, event!.commitPosition]).toEqual([commitPosition, commitPosition]);
    // In ticks of 100 ns since 1970.
    expect(BigInt(properties.get('created')!) / 10_000n).toBeGreaterThan(before);
    expect(BigInt(properties.get('created')!) / 10_000n).toBeLessThan(BigInt(Date.now() + 60_000));
  });

  const client = () => server().client;
  let raw: InstanceType<typeof streamsGrpc.StreamsClient>;
  beforeAll(() => void (raw = new streamsGrpc.StreamsClient(...channel(server()))));
  afterAll(() => raw.close());
});

const toldOfEnds = (options: streams.ReadReq.Options) => options.setControlOption(new Options.ControlOption().setCompatibility(1));
