import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import type { SagaJob, SagaWorker } from '#eventsourcing';
import { Database } from '../prisma/database.js';
import { openPool } from '../prisma/pool.js';
import { eventually } from '../testing/eventually.js';
import { freshDatabase, type FreshDatabase } from '../testing/fresh-database.js';
import { ParkedJobs } from './parked-jobs.js';
import { SagaFeed } from './saga-feed.consumer.js';
import { SagaQueues, type SagaQueuesOptions } from './saga-queues.js';
import { fact, Probe } from './testing/probe.js';

const LONG = { takesLong: ['Began'] };
const HOUR = 3_600_000;

it('does many long jobs at a time, and short ones meanwhile', async () => {
  const saga = new Probe('busy', { ...LONG, takes: ({ revision }: SagaJob) => (Number(revision) < 12 ? HOUR : 0), heeds: true });
  await work(saga);
  await consume(saga, ...Array.from({ length: 12 }, (_, n) => fact(BigInt(n), 'Began')));
  await eventually(() => expect(saga.turns.length).toBeGreaterThanOrEqual(4));
  await consume(saga, fact(12n), fact(13n));
  await eventually(() => expect(saga.performed.map(({ revision }) => revision).sort()).toEqual(['12', '13']));
  await eventually(() => expect(saga.turns).toHaveLength(14));
});

it('does also the long jobs that an older version has put among the others', async () => {
  await work(new Probe('grown', { delaySeconds: 2 }));
  await consume(new Probe('grown', { delaySeconds: 2 }), fact(0n, 'Began'));
  await close();
  const saga = new Probe('grown', LONG);
  await work(saga);
  await eventually(() => expect(saga.performed).toEqual([{ stream: 'a', revision: '0' }]));
});

it('shows a long job that it gave up under the name of its saga, and tries it again when asked to', async () => {
  let isBroken = true;
  const saga = new Probe('parking', { ...LONG, fails: () => isBroken, limit: 0 });
  const parked = new ParkedJobs(prisma);
  await work(saga);
  await consume(saga, fact(0n, 'Began'));
  await eventually(() => expect(saga.givenUp).toEqual([[{ stream: 'a', revision: '0' }, 'out of order']]));
  const [job, ...more] = await parked.list();
  expect(job).toMatchObject({ saga: 'parking', stream: 'a', revision: '0', reason: 'out of order', attempts: 1 });
  expect(more).toEqual([]);
  isBroken = false;
  expect(await parked.retry(job!.id)).toBe(true);
  await eventually(() => expect(saga.performed).toHaveLength(1));
});

it('gives the long job of a worker that died to another', async () => {
  const saga = new Probe('orphan', LONG);
  const queues = await open(saga);
  await consume(saga, fact(0n, 'Began'));
  expect(await takeAndDie('orphan.long')).toBe(1);
  await queues.onApplicationBootstrap();
  await eventually(() => expect(saga.turns.map(({ attempt }) => attempt)).toEqual([2]));
});

it('lets a long job go on for as many days as a run may take, as long as its worker lives', async () => {
  const saga = new Probe('enduring', { ...LONG, takes: HOUR, heeds: true });
  await work(saga);
  await consume(saga, fact(0n, 'Began'));
  await eventually(() => expect(saga.turns).toHaveLength(1));
  await prisma.$executeRaw`UPDATE pgboss.job SET started_on = started_on - interval '7 days' WHERE name = 'enduring.long'`;
  await sleep(5_000);
  expect(saga.turns).toHaveLength(1);
  expect(saga.turns[0]!.signal.aborted).toBe(false);
  expect(await prisma.$queryRaw`SELECT state::text FROM pgboss.job WHERE name = 'enduring.long'`).toEqual([{ state: 'active' }]);
});

it('hands back, when it is stopped, a long job, and no try is used up', async () => {
  const stopped = new Probe('stopped', { ...LONG, takes: HOUR, heeds: true, limit: 1 });
  await work(stopped);
  await consume(stopped, fact(0n, 'Began'));
  await eventually(() => expect(stopped.turns).toHaveLength(1));
  await close();
  const next = new Probe('stopped', { ...LONG, limit: 1 });
  await work(next);
  await eventually(() => expect(next.turns).toMatchObject([{ isLast: false }]));
  // Who was just asking for jobs when it was stopped may have been given this one, too, and have handed it back as well.
  expect(next.turns[0]!.attempt).toBeGreaterThanOrEqual(2);
});

it('does other long jobs while more of them than it has places for wait for their turn, and these when that comes', async () => {
  let haveToWait = true;
  const saga = new Probe('patient', { ...LONG, limit: 0, waits: ({ revision }) => (haveToWait && Number(revision) < 5 ? 1 : 0) });
  await work(saga, { concurrency: { 'patient.long': 2 } });
  await consume(saga, ...Array.from({ length: 6 }, (_, n) => fact(BigInt(n), 'Began')));
  await eventually(() => expect(saga.performed.map(({ revision }) => revision)).toEqual(['5']));
  await eventually(() => expect(saga.turns.length).toBeGreaterThan(12));
  const putOff = await prisma.$queryRaw`SELECT id FROM pgboss.job WHERE name = 'patient.long' AND start_after >= created_on + interval '1 second'`;
  expect(putOff).toHaveLength(5);
  haveToWait = false;
  await eventually(() => expect(saga.performed.map(({ revision }) => revision).sort()).toEqual(['0', '1', '2', '3', '4', '5']));
  expect(saga.givenUp).toEqual([]);
  expect(saga.turns.every(({ isLast }) => isLast)).toBe(true);
});

/** Takes a job, as a worker does, and is never heard of again. */
async function takeAndDie(queue: string): Promise<number> {
  const boss = new PgBoss({ connectionString: database.url, max: 1, supervise: false, schedule: false });
  await boss.start();
  const taken = await boss.fetch(queue);
  await boss.stop({ graceful: false });
  return taken.length;
}

let database: FreshDatabase;
let prisma: Database;
let opened: SagaQueues[] = [];
beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await freshDatabase();
  prisma = new Database(openPool(database.url));
});
afterEach(async () => {
  await close();
  await prisma.checkpoint.deleteMany();
});
afterAll(async () => {
  await prisma.onApplicationShutdown();
  await database.discard();
});

async function open(saga: SagaWorker, options: SagaQueuesOptions = {}): Promise<SagaQueues> {
  const queues = new SagaQueues(database.url, [saga], options);
  opened.push(queues);
  await queues.onModuleInit();
  return queues;
}

const work = async (saga: SagaWorker, options?: SagaQueuesOptions): Promise<void> => (await open(saga, options)).onApplicationBootstrap();

async function consume(saga: SagaWorker, ...events: readonly ReturnType<typeof fact>[]): Promise<void> {
  const feed = new SagaFeed(prisma, opened.at(-1)!, saga, '');
  await feed.checkpoint();
  await feed.consume({ events, position: events.at(-1)!.position });
}

async function close(): Promise<void> {
  const old = opened;
  opened = [];
  await Promise.all(old.map((queues) => queues.beforeApplicationShutdown()));
}
