import { expect, it } from '@jest/globals';
import { Aggregates, firstBroken, schemaOf, upcast, type Command, type Decider, type Event, type Recorded } from './index.js';
import { InMemoryEventStore, recorded } from './testing/index.js';

it('An event is lifted from the shape it is stored in to the shape of today', () => {
  expect(upcast(stored(1, { name: 'a' }), upcasters)?.data).toEqual({ names: ['a'], count: 1 });
  expect(upcast(stored(2, { names: ['a', 'b'] }), upcasters)?.data).toEqual({ names: ['a', 'b'], count: 2 });
  expect(upcast(stored(1, { name: 'a' }), upcasters)?.metadata).toEqual(stored(1, {}).metadata);
});

it('An event in the shape of today, or of a type that never changed, is left alone', () => {
  for (const event of [stored(3, { names: [], count: 0 }), { ...stored(1, {}), type: 'Unchanged' }]) {
    expect(upcast(event, upcasters)).toBe(event);
  }
});

it('An event that this build cannot read is none of its own', () => {
  const fine = stored(1, { name: 'a' });
  for (const strange of [
    { ...fine, metadata: {} },
    { ...fine, metadata: null },
    { ...fine, metadata: { ...fine.metadata, hash: 'somebody' } },
    { ...fine, metadata: { ...fine.metadata, schema: '1' } },
    { ...fine, metadata: { ...fine.metadata, schema: 4 } },
    { ...fine, data: null },
    { ...fine, data: 'text' },
    { ...fine, data: [] },
    stored(2, {}),
    stored(3, { count: 0 }),
  ]) {
    expect(upcast(strange as Recorded, upcasters)).toBeUndefined();
  }
});

it('A type that objects have of themselves is a type like any other', () => {
  const event = { ...stored(1, {}), type: 'constructor' };
  expect(upcast(event, upcasters)).toBe(event);
});

it('An aggregate passes over what it cannot read, and its chain goes on from what it wrote itself', async () => {
  const store = new InMemoryEventStore();
  await new Aggregates(store, named).send('a', { type: 'Name', data: { name: 'a' } });
  const foreign = { id: crypto.randomUUID(), type: 'Named', data: { names: 7 }, metadata: {} as Recorded['metadata'] };
  await store.append('a', [foreign], 0n);
  const { events, revision } = await new Aggregates(store, named).send('a', { type: 'Name', data: { name: 'b' } });
  expect([events.map(({ data }) => data.names), revision]).toEqual([[['a', 'b']], 2n]);
  const history: Recorded[] = [];
  for await (const event of store.read('a')) history.push(event);
  expect(firstBroken(history)).toMatchObject({ id: foreign.id });
  expect(firstBroken([history[0]!, { ...history[2]!, revision: 2n }])).toBeUndefined();
});

it('What is stored is never touched', () => {
  const event = stored(1, { name: 'a' });
  const before = structuredClone(event);
  upcast(event, upcasters);
  expect(event).toEqual(before);
});

it('The shape of today has one version more than there are changes', () => {
  expect(schemaOf('Named', upcasters)).toBe(3);
  expect(schemaOf('Unchanged', upcasters)).toBe(1);
});

it('An aggregate decides on lifted events and writes its own in the shape of today', async () => {
  const store = new InMemoryEventStore();
  await store.append('a', recorded('a', [{ type: 'Named', data: { name: 'a' } }]), 'no-stream');
  const aggregates = new Aggregates(store, named);
  const { events } = await aggregates.send('a', { type: 'Name', data: { name: 'b' } });
  expect(events).toMatchObject([{ data: { names: ['a', 'b'], count: 2 }, metadata: { schema: 3 } }]);
});

const upcasters = {
  lifts: {
    Named: [
      ({ name }: Readonly<Record<string, unknown>>) => ({ names: [name] }),
      (data: Readonly<Record<string, unknown>>) => ({ ...data, count: (data['names'] as unknown[]).length }),
    ],
  },
  fits: ({ type, data }: Recorded) => type !== 'Named' || 'names' in data,
};

const stored = (schema: number, data: object): Recorded => {
  const [event] = recorded('a', [{ type: 'Named', data: {} }]);
  return { ...event!, data, metadata: { schema, hash: 'f'.repeat(64) } };
};

type Named = Event<'Named', { names: readonly string[]; count: number }>;

const named: Decider<readonly string[], Command<'Name', { name: string }>, Named> = {
  initialState: () => [],
  overlay: (state) => state,
  weigh: () => 1,
  upcasters,
  evolve: (_, { data }) => data.names,
  decide({ data: { name } }, before) {
    const names = [...before, name];
    return [{ type: 'Named', data: { names, count: names.length } }];
  },
};
