import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { BlockedConsumers, Database, openPool, ProcessLocks } from '#adapters';
import { eventually, freshDatabase, type FreshDatabase } from '#adapters/testing';
import { Blocked, type Batch, type Consumer } from '#eventsourcing';
import { InMemoryEventStore, recorded } from '#eventsourcing/testing';
import { ConsumersRunner } from './consumers.runner.js';

it('tells of a consumer that has failed several times in a row, since when, and no more once it gets on', async () => {
  const broken = new Fickle();
  await run(broken);
  await eventually(async () => expect(await blocked.list()).toMatchObject([{ consumer: broken.name, reason: expect.stringContaining('several times in a row') }]));
  expect(broken.tries).toBeGreaterThanOrEqual(5);
  const [told] = await blocked.list();
  expect(told!.reason).not.toContain('secret');
  const { tries } = broken;
  await eventually(async () => expect(broken.tries).toBeGreaterThan(tries));
  expect(await blocked.list()).toEqual([told]);
  broken.fault = undefined;
  await eventually(async () => expect(await blocked.list()).toEqual([]));
});

it('does not tell of one that failed a few times', async () => {
  const shaky = new Fickle(4);
  await run(shaky);
  await eventually(async () => expect(shaky.consumed).toBe(1));
  expect(await blocked.list()).toEqual([]);
});

it('tells at once of one that waits for people, and of what', async () => {
  const waiting = new Fickle(Infinity, new SomebodyMustAct('somebody must act'));
  await run(waiting);
  await eventually(async () => expect(await blocked.list()).toMatchObject([{ reason: 'somebody must act' }]));
  expect(waiting.tries).toBeLessThan(4);
  waiting.fault = undefined;
  await eventually(async () => expect(await blocked.list()).toEqual([]));
});

class SomebodyMustAct extends Blocked {}

/** Fails so often, then gets on. */
class Fickle implements Consumer {
  readonly name = `fickle-${randomUUID()}`;
  readonly filter = { prefix: '' };
  tries = 0;
  consumed = 0;

  constructor(
    private readonly failures = Infinity,
    public fault: Error | undefined = new Error('secret: the row is too long'),
  ) {}

  async checkpoint(): Promise<undefined> {
    if (this.fault instanceof Blocked) this.fail(this.fault);
  }

  async consume({ events }: Batch): Promise<void> {
    if (this.fault && this.tries < this.failures) this.fail(this.fault);
    this.consumed += events.length;
  }

  private fail(fault: Error): never {
    this.tries += 1;
    throw fault;
  }
}

let database: FreshDatabase;
let prisma: Database;
let locks: ProcessLocks;
let blocked: BlockedConsumers;
let runner: ConsumersRunner | undefined;
beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await freshDatabase();
  prisma = new Database(openPool(database.url));
  locks = new ProcessLocks(database.url);
  blocked = new BlockedConsumers(prisma);
});
afterEach(() => runner?.beforeApplicationShutdown());
afterAll(async () => {
  await locks.onApplicationShutdown();
  await prisma.onApplicationShutdown();
  await database.discard();
});

/** Over a log that has one event. */
async function run(consumer: Consumer): Promise<void> {
  const store = new InMemoryEventStore();
  await store.append('s', recorded('s', [{ type: 'Happened', data: {} }]), 'no-stream');
  runner = new ConsumersRunner(store, { all: [consumer] }, locks, blocked);
  runner.onApplicationBootstrap();
}
