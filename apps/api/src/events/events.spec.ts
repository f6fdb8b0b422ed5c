import { beforeEach, describe, expect, it } from '@jest/globals';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamableFile } from '@nestjs/common';
import { projectLinkStreams } from '#commands';
import { benchmarkStream, type BenchmarkEvent, type ProjectLinkEvent } from '#domain';
import { at, benchmarkId, completed, notificationSent, projectCreated, ready, reportCompleted, run, started } from '#domain/testing';
import { CHAIN_START, seal, type Recorded } from '#eventsourcing';
import { recorded } from '#eventsourcing/testing';
import { endsNow, rowAfter, WatchedStore } from '../progress/testing/watched-store.js';
import { cloudEvent } from './cloud-event.js';
import { Correlation } from './correlation.js';
import { eventsQuery, isWanted } from './events.request.js';
import { listed, shownEvent } from './formats.js';
import { EventsController } from './events.controller.js';
import { liveEvents } from './live-events.stream.js';

const STREAM = benchmarkStream(benchmarkId);

describe('An event as a CloudEvent', () => {
  it('is named by stream and id, and tells what auditors need beside it', () => {
    const [event] = recorded(STREAM, [started('a.txt')]);
    const told = { ...event!, id: 'e-1', created: new Date(0), metadata: { schema: 2, hash: 'ab', $correlationId: 'c', $causationId: 'd' } };
    expect(cloudEvent(told)).toEqual({
      specversion: '1.0',
      id: 'e-1',
      source: `urn:slowking:stream:${STREAM}`,
      type: 'slowking.DocumentUploadStarted.v2',
      subject: 'a.txt',
      time: '1970-01-01T00:00:00.000Z',
      datacontenttype: 'application/json',
      sequence: '0',
      correlationid: 'c',
      causationid: 'd',
      hash: 'ab',
      data: event!.data,
    });
  });

  it('is told as far as it can be when somebody else wrote it', () => {
    const [event] = recorded(STREAM, [projectCreated]);
    const foreign = { ...event!, data: 'text', metadata: {} } as unknown as Recorded;
    expect(cloudEvent(foreign)).toMatchObject({ type: 'slowking.ProjectCreated', sequence: '0' });
    expect(Object.keys(cloudEvent(foreign))).not.toContain('correlationid');
  });
});

describe('Events are asked for', () => {
  const dated = recorded(STREAM, run).map((event) => ({ ...event, created: new Date(event.data.at / 1000) }));
  it.each([
    [{}, 12],
    [{ type: 'DocumentUploadStarted' }, 2],
    [{ type: 'DocumentUploadStarted,BenchmarkCreated' }, 3],
    [{ type: 'Documentuploadstarted' }, 0],
    [{ since: String(at(7.01) / 1e6) }, 4],
    [{ until: '2025-01-01T00:00:02Z' }, 3],
    [{ since: '2025-01-01T00:00:02Z', until: '2025-01-01T00:00:03Z' }, 1],
    [{ causation_id: 'nobody' }, 0],
  ])('by %j', (query, count) => expect(dated.filter(isWanted(eventsQuery.parse(query)))).toHaveLength(count));

  it.each([{ since: 'soon' }, { until: '' }, { from: '-1' }, { limit: '0' }, { kind: 'x' }])('never by %j', (query) => {
    expect(eventsQuery.safeParse(query).success).toBe(false);
  });
});

describe('All that belongs to a benchmark', () => {
  it('is told in the order in which it was stored, whatever the stream', async () => {
    const streams = projectLinkStreams('platform:8283', ['7', 'g-7']);
    expect(streams).toHaveLength(2);
    await store.add(...ready.slice(0, 3));
    for (const stream of streams) await link(stream, benchmarkId, 'another');
    await store.add(projectCreated, started('a.txt'));
    const told: string[] = [];
    for await (const { stream, type } of new Correlation(store).of(benchmarkId)) told.push(stream === STREAM ? type : stream);
    const kinds = ready.map(({ type }) => type);
    expect(told).toEqual([...kinds.slice(0, 3), ...streams, 'ProjectCreated', 'DocumentUploadStarted']);
  });
});

describe('A list of all events', () => {
  it('is not gathered before it is told', async () => {
    await store.add(...run);
    const answer = await new EventsController(store, new Correlation(store)).correlated(benchmarkId, {}, 'application/json');
    expect(answer).toBeInstanceOf(StreamableFile);
    expect(answer.getHeaders().type).toBe('application/json; charset=utf-8');
    expect(JSON.parse(await text(answer.getStream()))).toMatchObject({ items: run.map(({ type }) => ({ type })), next_cursor: null });
  });

  it('comes event by event: none is read before the one before it is taken', async () => {
    let read = 0;
    const endless = async function* () {
      for (;;) yield { ...recorded(STREAM, [started('a.txt')])[0]!, revision: BigInt(read++) };
    };
    const pieces = listed(endless())[Symbol.asyncIterator]();
    expect((await pieces.next()).value).toMatch(/^\{"items":\[\{"stream":"benchmark-.*\}$/);
    expect(read).toBe(1);
    await pieces.return?.();
  });

  it.each([0, 1, 3])('is one JSON document, of %i events', async (count) => {
    const events = recorded(STREAM, run.slice(0, count));
    expect(JSON.parse(await text(Readable.from(listed(over(events)))))).toEqual({ items: events.map(shownEvent), next_cursor: null });
  });
});

describe('Whoever follows the stream', () => {
  it('is told each event once, from the first on, and the end', async () => {
    await store.add(...ready);
    const heard = follow();
    await until(() => idsOf(heard).length === 4);
    await store.add(...run.slice(4, -1), endsNow(), reportCompleted, notificationSent);
    tell(14);
    await heard.over;
    expect(idsOf(heard)).toEqual([...Array(14).keys(), 13]);
    expect(heard.pieces.at(-1)).toBe('id: 13\nevent: end\ndata: {}\n\n');
  });

  it('goes on after what it has, and hears only what it asked for', async () => {
    await store.add(...run, reportCompleted, notificationSent);
    tell(14);
    const heard = follow({ after: 7n, isWanted: ({ type }) => type === completed('a.txt').type });
    await heard.over;
    expect(idsOf(heard)).toEqual([8, 9, 13]);
  });

  it('hears a sign of life while there is no news', async () => {
    await store.add(...ready);
    const heard = follow({ heartbeat: 5 });
    await until(() => heard.pieces.filter((piece) => piece.startsWith(':')).length > 2);
    heard.leave();
    await heard.over;
  });
});

async function* over(events: readonly Recorded[]) {
  yield* events;
}

let store: WatchedStore;
let newest: ReturnType<typeof rowAfter>;
let told: PromiseWithResolvers<void>;
const everything: (event: Recorded) => boolean = () => true;
beforeEach(() => {
  store = new WatchedStore();
  newest = undefined;
  told = Promise.withResolvers();
});

const all: readonly BenchmarkEvent[] = [...run, reportCompleted, notificationSent];
function tell(count: number): void {
  newest = rowAfter(all.slice(0, count));
  told.resolve();
  told = Promise.withResolvers();
}

function follow({ after = 'no-stream' as bigint | 'no-stream', isWanted: wanted = everything, heartbeat = 60_000 } = {}) {
  const gone = new AbortController();
  const benchmark = {
    get newest() {
      return newest;
    },
    news: async (known: unknown, ms: number, signal: AbortSignal) => {
      if (newest === known) await Promise.race([told.promise, sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)]);
    },
  };
  const pieces: string[] = [];
  const over = (async () => {
    for await (const piece of liveEvents(store, { benchmarkId, benchmark, after, isWanted: wanted }, gone.signal, heartbeat)) pieces.push(piece);
  })();
  return { pieces, over, leave: () => gone.abort() };
}

const idsOf = ({ pieces }: { pieces: readonly string[] }) => pieces.flatMap((piece) => /^id: (\d+)/.exec(piece)?.[1] ?? []).map(Number);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await sleep(1);
}

async function link(stream: string, ...ids: readonly string[]): Promise<void> {
  const linked = (benchmark_id: string): ProjectLinkEvent => ({ type: 'ProjectLinked', data: { benchmark_id, at: at(2) } });
  const sealed = ids.map((id, n) => {
    const place = { stream, revision: BigInt(n), previous: CHAIN_START };
    return seal(linked(id), { schema: 1, $correlationId: id }, place).sealed;
  });
  await store.append(stream, sealed, 'no-stream');
}
