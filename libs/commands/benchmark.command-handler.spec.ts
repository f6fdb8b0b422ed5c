import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ask, benchmarkId } from '#domain/testing';
import { EventStore } from '#eventsourcing';
import { InMemoryEventStore } from '#eventsourcing/testing';
import { BenchmarkAggregates, BenchmarkCommandHandler, ExecuteBenchmarkCommand, ProjectLinks } from './index.js';

const store = new InMemoryEventStore();

@Module({
  imports: [CqrsModule.forRoot()],
  providers: [BenchmarkAggregates, BenchmarkCommandHandler, ProjectLinks, { provide: EventStore, useValue: store }],
})
class CommandsModule {}

let app: INestApplicationContext;
let bus: CommandBus;
beforeEach(async () => {
  app = await NestFactory.createApplicationContext(CommandsModule, { logger: false });
  bus = app.get(CommandBus);
});
afterEach(() => app.close());

it('stores what a command leads to in the stream of its benchmark, and says where that stands', async () => {
  const { events, revision } = await bus.execute(new ExecuteBenchmarkCommand(ask.create(), 'request-1'));
  expect([events.map(({ type }) => type), revision]).toEqual([['BenchmarkCreated'], 0n]);
  const stored = [];
  for await (const event of store.read(`benchmark-${benchmarkId}`)) stored.push(event);
  expect(stored).toMatchObject([
    { type: 'BenchmarkCreated', metadata: { $correlationId: benchmarkId, $causationId: 'request-1' } },
  ]);
});

it('hands on what the domain refuses', async () => {
  const create = new ExecuteBenchmarkCommand(ask.create({ request_sha256: 'b'.repeat(64) }));
  await expect(bus.execute(create)).rejects.toMatchObject({ code: 'AlreadyCreated' });
});

it('comes with project links that Nest can make', async () => {
  const links = app.get(ProjectLinks);
  await links.link({ host: 'platform:8283', projectId: '7', benchmarkId, at: 1 });
  expect(await links.find('platform:8283', '7')).toBe(benchmarkId);
});
