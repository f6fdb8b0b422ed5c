import { expect, it } from '@jest/globals';
import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { decodeConsume } from './consume.codec.js';
import { decodeDefine, decodeReplay, decodeUpdate } from './requests.codec.js';

const { CreateReq, ReadReq, ReplayParkedReq } = persistent;
const stream = (name: string): shared.StreamIdentifier => new shared.StreamIdentifier().setStreamName(Buffer.from(name).toString('base64'));
const wire = (message: { serializeBinary(): Uint8Array }): Buffer => Buffer.from(message.serializeBinary());

it.each([
  ['18446744073709551615', 'end'],
  ['0', 0],
  ['41', 41],
])('takes where to begin from the oldest field when there is no other: %s', (revision, expected) => {
  const options = new CreateReq.Options().setStreamIdentifier(stream('s')).setGroupName('g').setSettings(new CreateReq.Settings().setRevision(revision));
  expect(decodeDefine(wire(new CreateReq().setOptions(options)))).toMatchObject({ stream: 's', group: 'g', isAll: false, startFrom: undefined, settings: { revision: expected } });
});

it('takes where to begin from the newer fields when they are there', () => {
  const newer = new CreateReq.StreamOptions().setStreamIdentifier(stream('s')).setEnd(new shared.Empty());
  expect(decodeDefine(wire(new CreateReq().setOptions(new CreateReq.Options().setStream(newer))))).toMatchObject({ stream: 's', startFrom: 'end' });
});

it('takes times in milliseconds, or in ticks as the oldest clients send them', () => {
  const decoded = (settings: persistent.CreateReq.Settings) => decodeDefine(wire(new CreateReq().setOptions(new CreateReq.Options().setSettings(settings)))).settings;
  expect(decoded(new CreateReq.Settings().setMessageTimeoutMs(1500).setCheckpointAfterMs(20))).toMatchObject({ messageTimeout: 1500, checkPointAfter: 20 });
  expect(decoded(new CreateReq.Settings().setMessageTimeoutTicks('15000000').setCheckpointAfterTicks('200000'))).toMatchObject({ messageTimeout: 1500, checkPointAfter: 20 });
  expect(decoded(new CreateReq.Settings().setMaxRetryCount(-1)).maxRetryCount).toBe(-1);
});

it('takes the name of a strategy where one is made, before its number, and its number alone where one is changed', () => {
  const bytes = wire(new CreateReq().setOptions(new CreateReq.Options().setSettings(new CreateReq.Settings().setNamedConsumerStrategy(1).setConsumerStrategy('Pinned'))));
  expect([decodeDefine(bytes), decodeUpdate(bytes)].map(({ settings }) => settings)).toMatchObject([
    { strategyNumber: 1, strategyName: 'Pinned' }, { strategyNumber: 1, strategyName: undefined },
  ]);
});

it.each([
  ['5', '5', true], ['5', '4', true], ['5', '6', false], ['18446744073709551615', '18446744073709551615', true],
  ['18446744073709551615', '5', false], ['5', '18446744073709551615', false],
])('takes for a place in $all commit %s with prepare %s: %s', (commit, prepare, isPositionSound) => {
  const all = new CreateReq.AllOptions().setPosition(new CreateReq.Position().setCommitPosition(commit).setPreparePosition(prepare));
  expect(decodeDefine(wire(new CreateReq().setOptions(new CreateReq.Options().setAll(all))))).toMatchObject({ isAll: true, isPositionSound });
});

it('takes ids in both forms, and an unknown action as a retry', () => {
  const id = '00010203-0405-0607-0809-0a0b0c0d0e0f';
  const structured = new shared.UUID.Structured().setMostSignificantBits('283686952306183').setLeastSignificantBits('579005069656919567');
  const nack = new ReadReq.Nack().setIdsList([new shared.UUID().setString(id), new shared.UUID().setStructured(structured)]).setReason('no');
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  expect(decodeConsume(wire(new ReadReq().setNack(nack)))).toEqual({ kind: 'answer', ids: [bytes, bytes], answer: { kind: 'retry' } });
});

it('tells a replay up to 0 from one without an end', () => {
  const replay = (options: persistent.ReplayParkedReq.Options) => decodeReplay(wire(new ReplayParkedReq().setOptions(options.setAll(new shared.Empty()).setGroupName('g'))));
  expect(replay(new ReplayParkedReq.Options().setStopAt('0'))).toEqual({ stream: '$all', group: 'g', stopAt: 0n });
  expect(replay(new ReplayParkedReq.Options().setNoLimit(new shared.Empty())).stopAt).toBeUndefined();
  expect(replay(new ReplayParkedReq.Options().setStopAt('-3')).stopAt).toBe(-3n);
});
