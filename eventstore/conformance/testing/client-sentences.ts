import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnNode, type Child } from '../../src/testing/child-node.js';
import { eventually } from '../../src/testing/eventually.js';
import { conforms } from './cases.js';
import { fresh } from './fresh.js';
import { addressOf, OUTSIDE } from './outside.js';
import { settles } from './settles.js';

/** What both clients are asked to do; the names of options are all that differs. */
export interface Client {
  append(stream: string, types: readonly string[], expected?: 'any' | 'no_stream' | bigint): Promise<bigint>;
  read(stream: string, options?: { direction: 'backwards'; fromRevision: 'end'; maxCount: number } | { resolveLinkTos: true }): Promise<string[]>;
  readAll(types: string): Promise<string[]>;
  follow(stream: string, told: (place: string) => void): { stop(): Promise<void> };
  describe(stream: string, maxCount: number): Promise<unknown>;
  maxCount(stream: string): Promise<number | undefined>;
  delete(stream: string): Promise<unknown>;
  tombstone(stream: string): Promise<unknown>;
  close(): Promise<unknown>;
}

export type Place = { readonly event?: { readonly revision: bigint; readonly type: string } | undefined };

export const place = ({ event }: Place): string => `${event!.revision} ${event!.type}`;

/** A form of connection string; HOST stands for a host and its port, GONE for where nobody listens. */
export interface Form {
  readonly name: string;
  readonly scheme: string;
  /** What follows the login; HOST by default. */
  readonly hosts?: string;
  readonly options?: string;
  /** With a login where none is asked for. */
  readonly isNeedless?: true;
}

/** A server to connect to in whichever way: the given one, or our node in a process of its own, for two clients in one overwrite each other's messages, which they keep in one global object. */
export function onServerOfItsOwn(sentences: (url: () => string) => void): void {
  let node: Child | undefined;
  let url = OUTSIDE;
  beforeAll(async () => {
    if (OUTSIDE) return;
    node = spawnNode('--mem', '--port', '0');
    url = (await node.ready).replace('ready: ', '');
  });
  afterAll(async () => {
    node?.process.kill();
    await node?.exited;
  });
  describe(OUTSIDE ? 'the given server' : 'our node', () => sentences(() => url!));
}

/** What every client is promised, by whatever connection string it comes. */
export function clientSentences(connect: (url: string) => Client, forms: readonly Form[]): void {
  onServerOfItsOwn((url) => {
    for (const form of forms) {
      if (form.isNeedless && OUTSIDE && addressOf(OUTSIDE).isSecured) it.skip(`${form.name} (skipped: the given server asks for a login)`, () => undefined);
      else describe(`the client ${form.name}`, () => {
        let client: Client;
        beforeAll(() => void (client = connect(inForm(url(), form))));
        afterAll(async () => void (await client.close()));
        sentences(() => client);
      });
    }
  });
}

const NOWHERE = '127.0.0.1:9';

function inForm(url: string, { scheme, hosts = 'HOST', options = '', isNeedless }: Form): string {
  const { host, login, query } = addressOf(url);
  const who = isNeedless ? 'admin:changeit@' : login && `${login}@`;
  return `${scheme}://${who}${hosts.replaceAll('HOST', host.split(',')[0]!).replace('GONE', NOWHERE)}?${query}${options}`;
}

function sentences(client: () => Client): void {
  conforms('streams.ts', 'appends and reads, in both directions', async () => {
    const stream = fresh();
    expect(await client().append(stream, ['A', 'B', 'C'], 'no_stream')).toBe(2n);
    expect(await client().read(stream)).toEqual(['0 A', '1 B', '2 C']);
    expect(await client().read(stream, { direction: 'backwards', fromRevision: 'end', maxCount: 2 })).toEqual(['2 C', '1 B']);
    expect(await client().append(stream, ['D'], 2n)).toBe(3n);
  });

  conforms('errors.ts', 'hears of conflicts, and of streams that are not there', async () => {
    const stream = fresh();
    await client().append(stream, ['A']);
    await expect(client().append(stream, ['B'], 'no_stream')).rejects.toMatchObject({ type: 'wrong-expected-version' });
    await expect(client().append(stream, ['B'], 7n)).rejects.toMatchObject({ type: 'wrong-expected-version' });
    await expect(client().read(fresh())).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  conforms('StreamSubscription.cs', 'follows a stream', async () => {
    const [stream, seen] = [fresh(), [] as string[]];
    await client().append(stream, ['A']);
    const following = client().follow(stream, (what) => seen.push(what));
    await eventually(() => seen.length === 1, 'old event');
    await client().append(stream, ['B', 'C']);
    await eventually(() => seen.length === 3, 'new events');
    expect(seen).toEqual(['0 A', '1 B', '2 C']);
    await following.stop();
  });

  conforms('docs projections', 'finds events of a type wherever they are, and by their category', async () => {
    const [stream, other, type] = [fresh(), fresh(), `T${fresh()}`];
    await client().append(stream, [type, 'A']);
    await client().append(other, [type]);
    expect(await client().readAll(type)).toEqual([`0 ${type}`, `0 ${type}`]);
    await settles(() => client().read(`$ce-${other.split('-')[0]}`, { resolveLinkTos: true }), [`0 ${type}`]);
  });

  conforms('docs deleting', 'describes, deletes and ends streams', async () => {
    const stream = fresh();
    await client().append(stream, ['A', 'B']);
    await client().describe(stream, 1);
    expect(await client().maxCount(stream)).toBe(1);
    expect(await client().read(stream)).toEqual(['1 B']);
    await client().delete(stream);
    await expect(client().read(stream)).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(await client().append(stream, ['C'])).toBe(2n);
    await client().tombstone(stream);
    await expect(client().read(stream)).rejects.toMatchObject({ type: 'stream-deleted' });
    await expect(client().append(stream, ['D'])).rejects.toMatchObject({ type: 'stream-deleted' });
  });
}

export async function listed(read: AsyncIterable<Place>): Promise<string[]> {
  const found: string[] = [];
  for await (const event of read) found.push(place(event));
  return found;
}
