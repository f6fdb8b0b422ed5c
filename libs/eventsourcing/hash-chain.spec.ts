import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHAIN_START, firstBroken, link, seal, type Event, type Recorded } from './index.js';
import { recorded } from './testing/index.js';

describe('The hash of an event', () => {
  it('is the published one for the published examples', () => {
    const first = link(CHAIN_START, { stream: 'benchmark-1', revision: 0n, ...created });
    const second = link(first.hash, { stream: 'benchmark-1', revision: 1n, ...started });
    expect(first).toEqual({ hash: 'e1a90c5f5be027309fc0ac4f2e6e3611a5dca1e55ed4f7d43f01a4fc68ee7afb', bytes: 264 });
    expect(second).toEqual({ hash: '5272816959985e93ae3eb0a750319c4120cc027056b14ecbb0b87cae1fa54835', bytes: 255 });
  });

  it('does not depend on the order in which keys were written', () => {
    const reversed = { ...created, data: Object.fromEntries(Object.entries(created.data).reverse()) };
    const end = { stream: 'benchmark-1', revision: 0n };
    expect(link(CHAIN_START, { ...end, ...reversed })).toEqual(link(CHAIN_START, { ...end, ...created }));
  });

  it('is kept in its metadata, beside an id of its own', () => {
    const end = { stream: 'a', revision: 0n, previous: CHAIN_START };
    const [one, other] = [seal(happened(1), { schema: 1 }, end), seal(happened(1), { schema: 1 }, end)];
    expect(one.sealed).toMatchObject({ ...happened(1), metadata: { schema: 1, hash: one.hash } });
    expect(one.sealed.id).not.toBe(other.sealed.id);
    expect(firstBroken([{ ...one.sealed, ...end, position: 0n, created: new Date() }])).toBeUndefined();
  });
});

describe('A stream', () => {
  it('holds from its first event to its last, and from the middle on', () => {
    const events = recorded('a', [1, 2, 3].map(happened));
    expect(firstBroken([])).toBeUndefined();
    expect(firstBroken(events)).toBeUndefined();
    expect(firstBroken(events.slice(1), events[0]!.metadata.hash)).toBeUndefined();
  });

  it('betrays any event that was changed', () => {
    forAnyStream((events, at) => {
      for (const change of CHANGES) {
        const forged = { ...events[at]!, ...change(events[at]!) };
        expect(firstBroken(events.with(at, forged))).toBe(forged);
      }
    });
  });

  it('betrays any event that was removed before its last', () => {
    forAnyStream((events, at) => {
      expect(firstBroken(events.toSpliced(at, 1))).toBe(events[at + 1]);
    });
  });

  it('betrays any event that was inserted or told twice', () => {
    forAnyStream((events, at, to) => {
      expect(firstBroken(events.toSpliced(to, 0, events[at]!))).toBeDefined();
      const foreign = recorded('a', [happened(99)])[0]!;
      expect(firstBroken(events.toSpliced(to, 0, { ...foreign, revision: BigInt(to) }))).toBeDefined();
    });
  });

  it('betrays any two events that changed places', () => {
    forAnyStream((events, at, to) => {
      fc.pre(at !== to);
      const swapped = events.with(at, events[to]!).with(to, events[at]!);
      expect(firstBroken(swapped)).toBe(swapped[Math.min(at, to)]);
    });
  });
});

const created = {
  id: '00000000-0000-4000-8000-000000000001',
  type: 'BenchmarkCreated',
  data: { benchmark_name: 'Größe €😀 "a\\b"\n', deadline_seconds: 3600, eigen_version: null, notify: [] },
  metadata: { schema: 1, $correlationId: 'c' },
};
const started = {
  id: '00000000-0000-4000-8000-000000000002',
  type: 'DocumentUploadStarted',
  data: { platform_start: 1_735_689_600_123_456, document_name: 'a.txt', ratio: 0.5 },
  metadata: { $correlationId: 'c', $causationId: 'r', schema: 2 },
};

const happened = (n: number): Event => ({ type: 'Happened', data: { n, text: 'ä' } });

const CHANGES: ((event: Recorded) => Partial<Recorded>)[] = [
  ({ data }) => ({ data: { ...data, text: 'a' } }),
  ({ data }) => ({ data: { ...data, more: null } }),
  () => ({ data: {} }),
  () => ({ type: 'Occurred' }),
  () => ({ id: crypto.randomUUID() }),
  () => ({ stream: 'b' }),
  ({ revision }) => ({ revision: revision + 1n }),
  ({ metadata }) => ({ metadata: { ...metadata, $correlationId: 'x' } }),
  ({ metadata }) => ({ metadata: { ...metadata, schema: 2 } }),
  ({ metadata }) => ({ metadata: { ...metadata, hash: metadata.hash.replace(/^./, otherDigit) } }),
];

const otherDigit = (digit: string) => (digit === '0' ? '1' : '0');

/** Any chained stream of two events or more, and two places in it. */
function forAnyStream(check: (events: Recorded[], at: number, to: number) => void): void {
  const streams = fc.array(fc.integer().map(happened), { minLength: 2, maxLength: 12 });
  const property = fc.property(streams, fc.nat(), fc.nat(), (events, at, to) => {
    check(recorded('a', events), at % events.length, to % events.length);
  });
  fc.assert(property);
}
