import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { TargetPolicy } from '#adapters';
import { BenchmarkAggregates, BenchmarkCommandHandler } from '#commands';
import { benchmarkStream } from '#domain';
import { EventStore } from '#eventsourcing';
import { InMemoryEventStore } from '#eventsourcing/testing';
import { Artifacts, Baselines, Clock, Credentials } from '#ports';
import { ManualClock, MemoryArtifacts, MemoryBaselines, MemoryCredentials } from '#sagas/testing';
import { Corpus } from './corpus.js';
import { NamedBaseline } from './named-baseline.js';
import { StartBenchmark, StartDefaults } from './start-benchmark.js';
import { startRequest } from './start.request.js';

it.each([
  ['all documents', undefined],
  ['a folder', 'one'],
  ['files by name', ['one/a.txt', 'one/b.txt']],
])('A start of %s that comes again with its key is a repeat, whatever has become of the documents', async (_, documents) => {
  const first = await start({ documents }, 'key');
  artifacts.documents.clear();
  expect(await start({ documents }, 'key')).toEqual(first);
  expect(await start({ documents, password: 'another' }, 'key')).toEqual(first);
  expect(credentials.logins.size).toBe(1);
});

it('With that key another request is refused, whether or not its documents are there', async () => {
  await start({}, 'key');
  await expect(start({ benchmark_name: 'other' }, 'key')).rejects.toMatchObject({ code: 'AlreadyCreated' });
  artifacts.documents.clear();
  await expect(start({ benchmark_name: 'other' }, 'key')).rejects.toMatchObject({ code: 'AlreadyCreated' });
});

it('What broke off before all its names were stored is brought to its end', async () => {
  const documents = ['one/a.txt', 'one/b.txt'];
  store.failAfter = 1;
  await expect(start({ documents }, 'key')).rejects.toThrow('full');
  store.failAfter = Infinity;
  const { benchmarkId, revision } = await start({ documents }, 'key');
  expect(revision).toBe(1n);
  const types = [];
  for await (const { type } of store.read(benchmarkStream(benchmarkId))) types.push(type);
  expect(types).toEqual(['BenchmarkCreated', 'DocumentsSelected']);
});

it('Its password counts as long as there is no benchmark, and no longer', async () => {
  store.failAfter = 0;
  await expect(start({ password: 'mistyped' }, 'key')).rejects.toThrow('full');
  store.failAfter = Infinity;
  const { benchmarkId } = await start({ password: 'corrected' }, 'key');
  await start({ password: 'another' }, 'key');
  expect(await credentials.find(benchmarkId)).toEqual({ username: 'u', password: 'corrected' });
});

it('It is a repeat also where both come at once', async () => {
  const [first, second] = await Promise.all([start({ password: 'correct' }, 'key'), start({ password: 'another' }, 'key')]);
  expect(second).toEqual(first);
  expect(await credentials.find(first.benchmarkId)).toEqual({ username: 'u', password: 'correct' });
});

it('Without a key it is always another benchmark, of what is there', async () => {
  const [one, other] = [await start({}, undefined), await start({}, undefined)];
  expect(other.benchmarkId).not.toBe(one.benchmarkId);
  artifacts.documents.clear();
  await expect(start({}, undefined)).rejects.toMatchObject({ code: 'NoDocuments' });
});

/** Is full after so many appends. */
class SmallEventStore extends InMemoryEventStore {
  failAfter = Infinity;

  override append: InMemoryEventStore['append'] = (...asked) => {
    if (this.failAfter-- <= 0) return Promise.reject(new Error('The disk is full.'));
    return InMemoryEventStore.prototype.append.apply(this, asked);
  };
}

let app: INestApplicationContext;
let store: SmallEventStore;
let artifacts: MemoryArtifacts;
let credentials: MemoryCredentials;
beforeEach(async () => {
  [store, artifacts, credentials] = [new SmallEventStore(), new MemoryArtifacts(), new MemoryCredentials()];
  for (const name of ['a.txt', 'b.txt']) artifacts.documents.set(`one/${name}`, name);
  @Module({
    imports: [CqrsModule.forRoot()],
    providers: [
      BenchmarkAggregates,
      BenchmarkCommandHandler,
      Corpus,
      NamedBaseline,
      StartBenchmark,
      { provide: EventStore, useValue: store },
      { provide: Artifacts, useValue: artifacts },
      { provide: Credentials, useValue: credentials },
      { provide: Baselines, useClass: MemoryBaselines },
      { provide: Clock, useClass: ManualClock },
      { provide: TargetPolicy, useValue: TargetPolicy.parse(undefined) },
      { provide: StartDefaults, useValue: { mailTo: 'a@example.org' } },
    ],
  })
  class StartModule {}
  app = await NestFactory.createApplicationContext(StartModule, { logger: false });
});
afterEach(() => app.close());

function start(change: object, key: string | undefined) {
  const asked = { benchmark_name: 'n', benchmark_type: 'latency', benchmark_url: '127.0.0.1', username: 'u', password: 'p', ...change };
  return app.get(StartBenchmark).start(startRequest.parse(asked), key);
}
