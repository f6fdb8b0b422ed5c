import { expect } from '@jest/globals';
import { PARK } from '@eventstore/db-client';
import { conform } from './testing/cases.js';
import { acking, consume, groupOnAll, withGroup } from './testing/groups.js';
import { onServer } from './testing/server.js';
import { append, collect, eventually, fresh, many, numbers } from './testing/streams.js';
import { watch } from './testing/watching.js';

const AT_ONCE = { checkPointLowerBound: 1, checkPointUpperBound: 1 };
const parking: typeof acking = (message, subscription) => subscription.nack(PARK, 'so', message);

/** What groups keep for themselves: of those on $all it is not in $all, or they would be shown it. */
onServer((server) => {
  conform([
    ['IndexReader.cs', 'checkpoint', acking], ['IndexReader.cs', 'parked', parking],
  ].map(([source, kept, each]) => [source as 'IndexReader.cs', `the stream "${kept as string}" of a group on $all is not in it, that of a group on a stream is`, kept as string, each as typeof acking] as const), async (kept, each) => {
    const { position } = await append(client(), fresh(), many(1));
    const watching = watch(client().subscribeToAll({ fromPosition: position! }));
    const [stream, source] = [await withGroup(client(), 1, AT_ONCE), fresh()];
    await append(client(), source, many(1));
    const group = await groupOnAll(client(), [source], { ...AT_ONCE, startFrom: position! });
    const [hidden, shown] = [`$persistentsubscription-$all::${group}-${kept}`, `$persistentsubscription-${stream}::g-${kept}`];
    for (const [on, name, stored] of [[undefined, group, hidden], [stream, 'g', shown]] as const) {
      const consumer = await consume(client(), on, name, { each });
      await eventually(() => numbers(client(), stored).then((found) => found.length > 0, () => false), 'it is kept');
      await consumer.leave();
    }
    const all = (await collect(client().readAll({ fromPosition: position! }))).map(({ event }) => event!.streamId);
    await eventually(() => watching.seen.some(({ event }) => event!.streamId === shown), 'it is delivered');
    for (const names of [all, watching.seen.map(({ event }) => event!.streamId)]) expect([names.includes(shown), names.includes(hidden)]).toEqual([true, false]);
    await watching.stop();
  });

  const client = () => server().client;
});
