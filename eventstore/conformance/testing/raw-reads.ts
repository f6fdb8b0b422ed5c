import type { ServiceError } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { identifier } from '../../src/testing/raw-calls.js';

const { Options } = streams.ReadReq;
const { FilterOptions } = Options;
const Case = streams.ReadResp.ContentCase;

type Client = InstanceType<typeof streamsGrpc.StreamsClient>;
type Place = { readonly commit: bigint; readonly prepare: bigint };

export const empty = (): never => new shared.Empty() as never;

/** As many as a hundred, with ids as text and without a filter, unless it is said otherwise. */
const base = () => new Options().setCount('100').setUuidOption(new Options.UUIDOption().setString(empty())).setNoFilter(empty());

export const ofStream = (name: string, revision?: string) => {
  const options = new Options.StreamOptions().setStreamIdentifier(identifier(name));
  return base().setStream(revision === undefined ? options.setStart(empty()) : options.setRevision(revision));
};

export const ofAll = ({ commit, prepare }: Place) =>
  base().setAll(new Options.AllOptions().setPosition(new Options.Position().setCommitPosition(String(commit)).setPreparePosition(String(prepare))));

export const names = ({ regex = '', prefixes = [] as string[] }) => new FilterOptions.Expression().setRegex(regex).setPrefixList(prefixes);

/** Of $all, what has such a type. */
export const filtered = (from: Place, types: { regex?: string; prefixes?: string[] }, window = 32, multiplier = 1) =>
  ofAll(from).setFilter(new FilterOptions().setMax(window).setCheckpointintervalmultiplier(multiplier).setEventType(names(types)));

export async function read(raw: Client, options: streams.ReadReq.Options): Promise<streams.ReadResp[]> {
  const replies: streams.ReadResp[] = [];
  for await (const reply of raw.read(new streams.ReadReq().setOptions(options)) as AsyncIterable<streams.ReadResp>) replies.push(reply);
  return replies;
}

/** Of what kind an answer is. */
export const kind = (reply: streams.ReadResp): string =>
  Object.keys(Case).find((name) => Case[name as keyof typeof Case] === reply.getContentCase())!.toLowerCase();

/** What a subscription is told, in one word each, until it has caught up. */
export async function untilLive(raw: Client, options: streams.ReadReq.Options): Promise<string[]> {
  const told: string[] = [];
  const call = raw.read(new streams.ReadReq().setOptions(options.setSubscription(new Options.SubscriptionOptions())));
  for await (const reply of call.on('error', () => undefined) as AsyncIterable<streams.ReadResp>) {
    told.push(kind(reply));
    if (reply.hasCaughtUp()) break;
  }
  call.cancel();
  return told;
}

export const trailer = ({ metadata }: Pick<ServiceError, 'metadata'>, key: string): string | undefined => metadata.get(key)[0]?.toString();

/** What a call is refused with. */
export const refusal = (call: Promise<unknown>): Promise<ServiceError> =>
  call.then(() => Promise.reject(new Error('it was answered')), (error: ServiceError) => error);
