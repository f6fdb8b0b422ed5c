import type { Bench, Case } from '../bench.js';
import { atLeast, median, type Figure } from '../figure.js';
import { consumeAll, makeGroup } from '../parts/group-consumer.js';
import { clientOf, startMuteStore } from '../parts/mute-store.js';
import { withNodes } from '../parts/with-nodes.js';
import { appendAll, catchUpAll, readAll, readLog, type Appends } from '../parts/store-client.js';
import { amount, besides, inTurns, ratio, type Turns } from '../rounds.js';

const WRITERS = [
  { writers: 1, batch: 1, appends: 1500 },
  { writers: 16, batch: 1, appends: 10_000 },
  { writers: 64, batch: 1, appends: 15_000 },
  { writers: 1, batch: 100, appends: 200 },
  { writers: 16, batch: 100, appends: 600 },
  { writers: 64, batch: 100, appends: 600 },
] as const;

/** Of a ceiling with nothing behind it. */
const ATTAINED = atLeast(0.8);

/** What durability costs: the node beside a server that only says yes, in the client's own process: what the client's processor allows. */
export const appends: Case = {
  name: 'appends',
  about: "the node's appends, against a gRPC server in the client's process that acknowledges at once",
  measure: (bench) =>
    withNodes(bench, 'appends', async (node, aside) => {
      const client = clientOf(node.ready);
      const mute = await startMuteStore(client);
      try {
        const figures: Figure[] = [];
        for (const load of WRITERS) figures.push(await appendsOf(bench, load, { node: node.ready, mute: mute.url, aside: aside.ready }));
        return figures;
      } finally {
        mute.server.forceShutdown();
        client.close();
      }
    }),
};

async function appendsOf(bench: Bench, { writers, batch, appends: full }: Appends, urls: Readonly<Record<'node' | 'mute' | 'aside', string>>): Promise<Figure> {
  const work = { writers, batch, appends: bench.count(full, writers * 2) };
  const turns = await inTurns(bench.rounds, bench.disk, {
    mute: () => appendAll(urls.mute, work),
    aside: () => appendAll(urls.aside, work),
    node: () => appendAll(urls.node, work),
  });
  const who = `${writers} ${writers === 1 ? 'writer' : 'writers'}`;
  const found = figure(`appends.${writers}x${batch}`, `node: events appended, ${who}, ${batch} an append`, turns, 'mute');
  const beside = `${found.beside}; in a process of its own ${amount(median(turns.values.aside))}/s`;
  return { ...found, beside, ...(writers === 64 && { goal: ATTAINED }) };
}

/** What it costs to find, check and send what is stored: the node beside a server that says the same from memory. */
export const reads: Case = {
  name: 'reads',
  about: "the node's reads and catch-up, against a bare gRPC stream of the same bytes",
  measure: (bench) =>
    withNodes(bench, 'reads', async (node, bare) => {
      const events = bench.count(100_000, 500);
      await appendAll(node.ready, { writers: 1, batch: 100, appends: events / 100 }, 'read');
      const read = await inTurns(bench.rounds, bench.disk, {
        bare: () => readAll(bare.ready, 'read-0', events),
        node: () => readAll(node.ready, 'read-0', events),
      });
      const log = await inTurns(bench.rounds, bench.disk, {
        bare: () => readLog(bare.ready, events + 1),
        node: () => readLog(node.ready, events + 1),
      });
      const caught = await inTurns(bench.rounds, bench.disk, {
        bare: () => catchUpAll(bare.ready, 'read-', events),
        node: () => catchUpAll(node.ready, 'read-', events),
      });
      return [
        { ...figure('reads.stream', 'node: events read of a stream', read, 'bare'), goal: ATTAINED },
        { ...figure('reads.all', 'node: events read of $all', log, 'bare'), goal: ATTAINED },
        { ...figure('reads.catch-up', 'node: events of a catch-up subscription', caught, 'bare'), goal: ATTAINED },
      ];
    }),
};

/** What it costs to keep a group's books: the node beside a server that says the same to a consumer and listens to nothing. */
export const groups: Case = {
  name: 'groups',
  about: "a persistent subscription with one consumer, against a bare gRPC stream of the same bytes",
  measure: (bench) =>
    withNodes(bench, 'groups', async (node, bare) => {
      const events = bench.count(20_000, 500);
      await appendAll(node.ready, { writers: 1, batch: 100, appends: events / 100 }, 'read');
      await makeGroup(node.ready, 'read-0', 'recorded');
      const turns = await inTurns(bench.rounds, bench.disk, {
        bare: () => consumeAll(bare.ready, 'read-0', 'recorded', events),
        node: async (round) => {
          await makeGroup(node.ready, 'read-0', `round-${round}`);
          return consumeAll(node.ready, 'read-0', `round-${round}`, events);
        },
      });
      return [figure('groups.consume', 'node: messages of a persistent subscription, each acknowledged', turns, 'bare')];
    }),
};

function figure<Peer extends string>(name: string, title: string, turns: Turns<Peer | 'node'>, peer: Peer): Figure {
  return { name, title, unit: '×', rounds: ratio(turns, 'node', peer), beside: besides(turns, 'node', peer) };
}
