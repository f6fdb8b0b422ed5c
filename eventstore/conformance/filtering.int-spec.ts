import { expect } from '@jest/globals';
import { END, eventTypeFilter, excludeSystemEvents, streamNameFilter, type Filter, type Position } from '@eventstore/db-client';
import { conform, conforms } from './testing/cases.js';
import { onServer } from './testing/server.js';
import { ours } from './testing/sources.js';
import { append, eventually, fresh, freshCategory, many, place } from './testing/streams.js';
import { watch } from './testing/watching.js';

/** Twice these events, before and after it has caught up: Aa of one-…, Ab of two-…, aB of two-…, and metadata of two-…; which of each round are delivered? */
const FILTERS: readonly (readonly [sentence: string, filter: (name: string) => Filter, delivered: string])[] = [
  ['a prefix of stream names', (name) => streamNameFilter({ prefixes: [`${name}one`] }), 'Aa'],
  ['a prefix of all of them', (name) => streamNameFilter({ prefixes: [name] }), 'Aa Ab aB'],
  ['several prefixes of stream names', (name) => streamNameFilter({ prefixes: ['nothing', `${name}one`, `$$${name}`] }), 'Aa $metadata'],
  ['prefixes of stream names in another case', (name) => streamNameFilter({ prefixes: [name.toUpperCase()] }), ''],
  ['a regex on stream names', (name) => streamNameFilter({ regex: `^${name}two-.$` }), 'Ab aB'],
  ['a regex on stream names that is not anchored', (name) => streamNameFilter({ regex: `${name}o[a-z]e` }), 'Aa'],
  ['a regex of alternatives', (name) => streamNameFilter({ regex: `${name}(one|two)-1$` }), 'Aa Ab aB $metadata'],
  ['a prefix of types', (name) => eventTypeFilter({ prefixes: [`A${name}`] }), 'Aa Ab'],
  ['several prefixes of types', (name) => eventTypeFilter({ prefixes: [`a${name}`, `A${name}b`] }), 'Ab aB'],
  ['a regex on types', (name) => eventTypeFilter({ regex: `^a${name}` }), 'aB'],
  ['a regex on types that ends it', (name) => eventTypeFilter({ regex: `${name}b$` }), 'Ab'],
];

onServer((server) => {
  conform(FILTERS.map(([sentence, filter, delivered]) => ['EventFilter.cs', `${sentence}: ${delivered || 'nothing'}`, filter, delivered] as const), async (filter, delivered) => {
    const name = freshCategory();
    const write = async (): Promise<void> => {
      await append(client(), `${name}one-1`, many(1, `A${name}a`));
      await append(client(), `${name}two-1`, [...many(1, `A${name}b`), ...many(1, `a${name}B`)]);
      await client().setStreamMetadata(`${name}two-1`, {});
    };
    const from = await start();
    await write();
    const watching = watch(client().subscribeToAll({ fromPosition: from, filter: filter(name) }));
    await watching.live();
    await write();
    const all = watch(client().subscribeToAll({ fromPosition: from, filter: streamNameFilter({ regex: name }) }));
    await all.have(8);
    const wanted = delivered === '' ? [] : delivered.split(' ');
    await watching.have(2 * wanted.length);
    expect(watching.seen.map(({ event }) => event!.type.replace(name, ''))).toEqual([...wanted, ...wanted]);
    await Promise.all([watching.stop(), all.stop()]);
  });

  conforms('filter.ts', 'leaving the system\'s events out judges their type, not their stream', async () => {
    const [stream, from] = [fresh(), await start()];
    await client().setStreamMetadata(stream, {});
    await append(client(), `$${stream}`, many(1, 'Plain'));
    await append(client(), stream, many(1, '$special'));
    await append(client(), stream, many(1));
    const watching = watch(client().subscribeToAll({ fromPosition: from, filter: excludeSystemEvents() }));
    await watching.live();
    expect(watching.seen.map(place).filter((told) => told.includes(stream))).toEqual([`0@$${stream}`, `1@${stream}`]);
    await watching.stop();
  });

  conform(['[', '(a)\\1', '(?=a)', '(?<!a)b'].map((regex) =>
    [ours(regex === '[' ? 'UNKNOWN' : 'takes look-around and back-references'), `the regex ${regex} is refused`, regex] as const), async (regex) => {
    const watching = watch(client().subscribeToAll({ filter: streamNameFilter({ regex }) }));
    expect(await watching.failed()).toMatchObject({ code: 3 });
  });

  conform([
    ['AllSubscriptionFiltered.cs', 'of 384 events, each second window of 32', 384, 32, 2, 6],
    ['AllSubscriptionFiltered.cs', 'of 320 events, each window of 32', 320, 32, 1, 10],
    ['AllSubscriptionFiltered.cs', 'of 100 events, no window of 1000 is full: one before it has caught up', 100, 1000, 1, 0],
  ] as const, async (events, maxSearchWindow, checkpointInterval, full) => {
    const from = await start();
    await append(client(), fresh(), many(events));
    const { checkpoints, watching } = checkpointed(from, maxSearchWindow, checkpointInterval);
    await watching.live();
    expect(checkpoints.length).toBeGreaterThanOrEqual(Math.max(full, 1));
    expect(checkpoints.length).toBeLessThanOrEqual(full + 1);
    const commits = checkpoints.map(({ commit }) => commit);
    expect(commits).toEqual([...commits].sort((a, b) => (a < b ? -1 : 1)));
    await watching.stop();
  });

  conforms('AllSubscriptionFiltered.cs', 'checkpoints come live, too, and are places to start from', async () => {
    const { checkpoints, watching } = checkpointed(await start(), 32, 1);
    await watching.live();
    const before = checkpoints.length;
    await append(client(), fresh(), many(64));
    await eventually(() => checkpoints.length >= before + 2, 'live checkpoints');
    const last = (await append(client(), fresh(), many(1, 'Last'))).position!;
    await watching.stop();
    const again = watch(client().subscribeToAll({ fromPosition: checkpoints.at(-1)!, filter: eventTypeFilter({ prefixes: ['Last'] }) }));
    await again.have(1);
    expect(again.seen.at(-1)!.event!.position!.commit).toBe(last.commit);
    await again.stop();
  });

  conforms('EventFilter.cs', 'a filter looks at the link, never at what it leads to', async () => {
    const [source, from] = [fresh(), await start()];
    await append(client(), source, many(1, 'Target'));
    const links = fresh();
    await append(client(), links, { ...many(1)[0]!, type: '$>', contentType: 'application/octet-stream', data: Buffer.from(`0@${source}`) } as never);
    const watching = watch(client().subscribeToAll({ fromPosition: from, resolveLinkTos: true, filter: eventTypeFilter({ prefixes: ['$>'] }) }));
    await watching.have(1);
    const mine = watching.seen.find(({ link }) => link?.streamId === links);
    expect(mine!.event).toMatchObject({ type: 'Target', streamId: source });
    await watching.stop();
  });

  conforms('AllSubscriptionFiltered.cs', 'where nothing is caught up with there is no checkpoint', async () => {
    const { checkpoints, watching } = checkpointed(END, 32, 1000);
    await watching.live();
    expect(checkpoints).toEqual([]);
    await watching.stop();
  });

  function checkpointed(fromPosition: Position | typeof END, maxSearchWindow: number, checkpointInterval: number) {
    const checkpoints: Position[] = [];
    const filter = eventTypeFilter({ prefixes: ['NeverHappens'], maxSearchWindow, checkpointInterval, checkpointReached: (_, position) => void checkpoints.push(position) });
    return { checkpoints, watching: watch(client().subscribeToAll({ fromPosition, filter })) };
  }

  const start = async (): Promise<Position> => (await append(client(), fresh(), many(1))).position!;
  const client = () => server().client;
});
