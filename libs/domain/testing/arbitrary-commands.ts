import fc from 'fast-check';
import type { BenchmarkCommand } from '../index.js';
import { ask } from './commands.js';

/** The plan of every benchmark below; sometimes a document is asked for that is not part of it. */
export const CORPUS = ['a.txt', 'b.txt', 'c.txt'] as const;

const name = fc.constantFrom(...CORPUS, ...CORPUS, 'unknown.txt');
const names = fc.array(fc.constantFrom(...CORPUS), { maxLength: 4 });
const seconds = fc.option(fc.integer({ min: 5, max: 7 }), { nil: undefined });
const times = fc
  .record({ start: seconds, end: seconds })
  .map(({ start, end }) => ({ ...(start !== undefined && { start }), ...(end !== undefined && { end }) }));

/** A report that answers something, and says what was measured. */
const JUDGED = {
  verdict: 'fail',
  answers: [{ question: 'failed == 0', verdict: 'fail', reason: '1 against 0' }],
  processing: { n: 2, p50: 2_250_000, p95: null },
  search: { kept: 2, missed: 4, throughput: 1.9 },
} as const;

const reports = fc.tuple(name, times).map(([each, moments]): BenchmarkCommand => ask.update(each, moments));

/** About one document each, so that it is carried out wholly or not at all. */
const steps: fc.Arbitrary<BenchmarkCommand> = fc.oneof(
  name.map((each) => ask.send(each)),
  name.map((each) => ask.upload([each])),
  name.map((each) => ask.upload([], [each])),
  name.map((each) => ask.interrupt(each)),
);
const others: fc.Arbitrary<BenchmarkCommand> = fc.oneof(
  fc.constantFrom('a'.repeat(64), 'b'.repeat(64)).map((request_sha256) => ask.create({ request_sha256 })),
  fc.nat(2).map((chunk) => ask.select(chunk, `${chunk}.txt`)),
  fc.tuple(fc.nat(2), fc.constantFrom(...CORPUS, 'd.txt')).map(([chunk, each]) => ask.plan(chunk, each)),
  fc.nat(4).map((count) => ask.completePlan(count)),
  fc.constantFrom(ask.baseline(), ask.baseline(null), ask.series(), ask.project(), ask.clock('before'), ask.clock('after'), ask.rate(), ask.rate(2), ask.overlap(), ask.generator()),
  fc.constantFrom(ask.report(), ask.report(JUDGED), ask.acknowledge(), ask.acknowledge('another'), ask.cancel(), ask.fail(), ask.timeOut()),
  fc.constantFrom('report', 'CreateProject').map((about) => ask.notify(about)),
  fc
    .record({ step: fc.constantFrom('CreateProject', 'MakeReport'), willRetry: fc.boolean(), isFatal: fc.boolean() })
    .map((error) => ask.error(error)),
);

/** Any command about at most one document. */
export const command = fc.oneof(
  { weight: 10, arbitrary: reports },
  { weight: 10, arbitrary: steps },
  { weight: 4, arbitrary: others },
);

/** Any command about several documents at once. */
const batch: fc.Arbitrary<BenchmarkCommand> = fc.oneof(
  names.map((several) => ask.send(...several)),
  fc.tuple(names, names).map(([good, bad]) => ask.upload(good, bad)),
  names.map((several) => ask.interrupt(...several)),
);

/** A run that is ready to upload. */
export const READY: readonly BenchmarkCommand[] = [
  ask.create(),
  ask.plan(0, ...CORPUS),
  ask.completePlan(CORPUS.length),
  ask.project(),
];

const sent = [...READY, ask.send(...CORPUS)];
const beginning = fc.constantFrom(
  [],
  [ask.create(), ask.select(2, '2.txt'), ask.select(0, '0.txt'), ask.select(1, '1.txt')],
  READY,
  sent,
  [...sent, ask.upload(CORPUS)],
  [...sent, ask.upload(CORPUS), ...CORPUS.map((each) => ask.update(each, { start: 5, end: 7 }))],
  [...READY, ask.cancel()],
);
const anything = fc.oneof({ weight: 4, arbitrary: command }, { weight: 1, arbitrary: batch });

/** Mostly runs that get somewhere: ready or under way, then anything. */
export const commands = fc
  .tuple(beginning, fc.array(anything, { maxLength: 30 }))
  .map(([first, rest]) => [...first, ...rest]);
