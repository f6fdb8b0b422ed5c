import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import type { SagaWorker } from '#eventsourcing';
import { withClient } from '../postgres/with-client.js';
import { Database } from '../prisma/database.js';
import { openPool } from '../prisma/pool.js';
import { eventually } from '../testing/eventually.js';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { ParkedJobs } from './parked-jobs.js';
import { SagaFeed } from './saga-feed.consumer.js';
import { SagaQueues, type SagaQueuesOptions } from './saga-queues.js';
import { fact, Probe } from './testing/probe.js';

it('makes one job of a fact, however often it is delivered', async () => {
  const saga = new Probe('once');
  const queues = await open([saga]);
  const batch = { events: [fact(0n)], position: 0n };
  await feed(queues, saga).consume(batch);
  await prisma.checkpoint.deleteMany();
  await feed(queues, saga).consume(batch);
  expect(await jobs('once')).toHaveLength(1);
  await queues.onApplicationBootstrap();
  await eventually(() => expect(saga.performed).toEqual([{ stream: 'a', revision: '0' }]));
});

it('makes a job of a fact for each saga that waits for it', async () => {
  const sagas = [new Probe('one'), new Probe('other')];
  const queues = await open(sagas);
  const batch = { events: [fact(0n)], position: 0n };
  for (const saga of sagas) await feed(queues, saga).consume(batch);
  const ids = [...(await jobs('one')), ...(await jobs('other'))].map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

it('has a checkpoint for each saga, so that a new one begins with the first event', async () => {
  const [old, young] = [new Probe('old'), new Probe('young')];
  const queues = await open([old, young]);
  await feed(queues, old).consume({ events: [fact(0n)], position: 5n });
  expect(await feed(queues, old).checkpoint()).toBe(5n);
  expect(await feed(queues, young).checkpoint()).toBeUndefined();
});

it('adds jobs and moves the checkpoint, both or neither', async () => {
  const queues = await open([new Probe('fine')]);
  const broken = feed(queues, new Probe('no-such-queue'));
  await expect(broken.consume({ events: [fact(0n)], position: 0n })).rejects.toThrow('no-such-queue');
  expect(await prisma.checkpoint.findMany()).toEqual([]);
});

it('tries a failing step again, later each time, and gives up in the end', async () => {
  const saga = new Probe('failing', { fails: () => true });
  await work(saga);
  await eventually(() => expect(saga.givenUp).toEqual([[{ stream: 'a', revision: '0' }, 'out of order']]));
  expect(saga.turns.map(({ attempt, isLast }) => [attempt, isLast])).toEqual([
    [1, false],
    [2, false],
    [3, true],
  ]);
  const [first, second, third] = saga.times as [number, number, number];
  expect(second - first).toBeGreaterThanOrEqual(1_000);
  expect(third - second).toBeGreaterThanOrEqual(2_000);
});

it('shows the jobs it gave up, and tries them again when asked to', async () => {
  let isBroken = true;
  const saga = new Probe('parking', { fails: () => isBroken, limit: 0 });
  const parked = new ParkedJobs(prisma);
  await work(saga);
  await eventually(() => expect(saga.givenUp).toHaveLength(1));
  const [job] = (await parked.list()).filter((each) => each.saga === 'parking');
  expect(job).toMatchObject({ stream: 'a', revision: '0', reason: 'out of order', attempts: 1 });
  expect(job?.failedAt).toBeInstanceOf(Date);
  isBroken = false;
  expect(await parked.retry(job!.id)).toBe(true);
  await eventually(() => expect(saga.performed).toHaveLength(1));
  await eventually(async () => expect((await parked.list()).filter((each) => each.saga === 'parking')).toEqual([]));
  expect(await parked.retry(job!.id)).toBe(false);
});

it('says the last word on a job until it is heard', async () => {
  const saga = new Probe('unheard', { fails: () => true, limit: 0, deaf: 1 });
  await work(saga);
  await eventually(() => expect(saga.givenUp).toHaveLength(1));
});

it('gives the job of a worker that died to another', async () => {
  const saga = new Probe('orphan');
  const queues = await open([saga]);
  await feed(queues, saga).consume({ events: [fact(0n)], position: 0n });
  expect(await takeAndDie('orphan')).toBe(1);
  await queues.onApplicationBootstrap();
  await eventually(() => expect(saga.turns.map(({ attempt }) => attempt)).toEqual([2]));
});

it('waits for the time of a delayed saga', async () => {
  const saga = new Probe('delayed', { delaySeconds: 3 });
  const since = Date.now();
  await work(saga);
  await eventually(() => expect(saga.performed).toHaveLength(1));
  expect(saga.times[0]).toBeGreaterThanOrEqual(since + 3_000);
});

it('works on as many jobs of a saga at a time as it is told to', async () => {
  const saga = new Probe('many', { takes: 2_000 });
  const queues = await open([saga], { concurrency: { many: 2 } });
  await queues.onApplicationBootstrap();
  await feed(queues, saga).consume({ events: [0n, 1n, 2n, 3n, 4n].map((revision) => fact(revision)), position: 4n });
  await eventually(() => expect(saga.performed).toHaveLength(5));
  expect(saga.mostAtOnce).toBe(2);
});

it('waits, when it is stopped, for a job that comes to its end', async () => {
  const saga = new Probe('ending', { takes: 1_000 });
  const queues = await work(saga);
  await eventually(() => expect(saga.turns).toHaveLength(1));
  await queues.beforeApplicationShutdown();
  expect(saga.performed).toHaveLength(1);
  expect(await jobs('ending')).toMatchObject([{ state: 'completed' }]);
});

it.each([
  ['heeds the stop', { takes: 60_000, heeds: true }],
  ['does not', { takes: 60_000 }],
])('hands back, when it is stopped, a job that %s, and no try is used up', async (how, options) => {
  const name = `stopped-${how.length}`;
  const saga = new Probe(name, { ...options, limit: 1 });
  const queues = await open([saga], { patience: 500 });
  await queues.onApplicationBootstrap();
  await feed(queues, saga).consume({ events: [fact(0n)], position: 0n });
  await eventually(() => expect(saga.turns).toHaveLength(1));
  await queues.beforeApplicationShutdown();
  expect(saga.turns[0]?.signal.aborted).toBe(true);
  expect(await jobs(name)).toMatchObject([{ state: 'created' }]);

  const next = new Probe(name, { limit: 1 });
  await (await open([next])).onApplicationBootstrap();
  await eventually(() => expect(next.performed).toHaveLength(1));
  expect(next.turns).toMatchObject([{ isLast: false }]);
  // Who was just asking for jobs when it was stopped may have been given this one, too, and have handed it back as well.
  expect(next.turns[0]!.attempt).toBeGreaterThanOrEqual(2);
});

it('goes on when the database was away', async () => {
  const saga = new Probe('patient', { takes: 3_000 });
  const queues = await open([saga]);
  await queues.onApplicationBootstrap();
  await feed(queues, saga).consume({ events: [fact(0n)], position: 0n });
  await eventually(() => expect(saga.turns).toHaveLength(1));
  await database.stop();
  await sleep(5_000);
  await database.start();
  const again = feed(queues, saga);
  await eventually(async () => void (await again.checkpoint()));
  await again.consume({ events: [fact(1n)], position: 1n });
  await eventually(() => expect(saga.performed.map(({ revision }) => revision)).toContain('1'));
  await eventually(async () => expect(await jobs('patient')).toMatchObject([{ state: 'completed' }, { state: 'completed' }]));
});

/** Takes a job, as a worker does, and is never heard of again. */
async function takeAndDie(queue: string): Promise<number> {
  const boss = new PgBoss({ connectionString: database.url, max: 1, supervise: false, schedule: false });
  await boss.start();
  const taken = await boss.fetch(queue);
  await boss.stop({ graceful: false });
  return taken.length;
}

const opened: SagaQueues[] = [];
let database: FreshDatabase;
let prisma: Database;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await freshDatabase();
  prisma = new Database(openPool(database.url));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((queues) => queues.beforeApplicationShutdown()));
  await prisma.checkpoint.deleteMany();
});
afterAll(async () => {
  await prisma.onApplicationShutdown();
  await database.discard();
});

async function open(sagas: SagaWorker[], options: SagaQueuesOptions = {}): Promise<SagaQueues> {
  const queues = new SagaQueues(database.url, sagas, options);
  opened.push(queues);
  await queues.onModuleInit();
  return queues;
}

/** With one job to do. */
async function work(saga: SagaWorker): Promise<SagaQueues> {
  const queues = await open([saga]);
  await queues.onApplicationBootstrap();
  await feed(queues, saga).consume({ events: [fact(0n)], position: 0n });
  return queues;
}

const feed = (queues: SagaQueues, saga: SagaWorker) => new SagaFeed(prisma, queues, saga, '');

const jobs = (queue: string): Promise<{ id: string; state: string }[]> =>
  withClient(database.url, async (client) => {
    const { rows } = await client.query('SELECT id, state FROM pgboss.job WHERE name = $1 ORDER BY created_on', [queue]);
    return rows;
  });
