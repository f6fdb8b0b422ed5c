import { expect, it } from '@jest/globals';
import { BENCHMARK_STREAMS, benchmarkStream, END_TYPES, type BenchmarkEvent } from '#domain';
import { benchmarkId, created, reportCompleted, run } from '#domain/testing';
import { AUDIT_STREAM, checkProof, seal, Sealer, type EventFilter, type Proof, type Recorded } from '#eventsourcing';
import { all, InMemoryEventStore, MemoryKeys, recorded } from '#eventsourcing/testing';
import { ReadProof } from './read-proof.js';
import { ReportProofs } from './report-proofs.js';
import { MemoryReportFiles } from './testing/index.js';

const FILE = `${benchmarkId}-${run.length - 1}.proof.json`;

it('writes the proof of a report beside it, once a checkpoint covers it', async () => {
  const { files, sealLog, writeAll, store } = await world();
  await store.append(benchmarkStream(benchmarkId), history().slice(0, -1), 'no-stream');
  await sealLog();
  await writeAll();
  expect(await files.read(FILE)).toBeUndefined();
  await store.append(benchmarkStream(benchmarkId), history().slice(-1), BigInt(run.length - 1));
  await writeAll();
  expect(await files.read(FILE)).toBeUndefined();
  await sealLog();
  await writeAll();
  const proof = JSON.parse(await textOf(files)) as Proof;
  expect(proof.events.map(({ type }) => type)).toEqual(['BenchmarkCompleted', 'ReportCompleted']);
  expect(checkProof(proof, { pins: [] })).toMatchObject({ verdict: 'verified', sealed: run.length + 1 });
});

it('reads no further than the checkpoint reaches, however long the log is behind it', async () => {
  const { sealLog, writeAll, store } = await world();
  await store.append(benchmarkStream(benchmarkId), history(), 'no-stream');
  await sealLog();
  const others = recorded('benchmark-other', Array.from({ length: 500 }, () => created));
  await store.append('benchmark-other', others, 'no-stream');
  store.scanned = 0;
  await writeAll();
  expect(store.scanned).toBeLessThan(3 * history().length);
});

it('has a proof that knows the files of its report, and no others', async () => {
  const proof = await proven();
  const judged = (sha256: string) => checkProof(proof, { pins: [] }, { name: 'report.csv', sha256 });
  expect(judged('f'.repeat(64))).toMatchObject({ verdict: 'verified' });
  expect(judged('0'.repeat(64))).toMatchObject({ verdict: 'tampered', findings: [{ kind: 'changed', detail: expect.stringContaining('report.csv') }] });
});

it('has a proof that is of the end that the report tells of', async () => {
  const other = history({ hash: 'e'.repeat(64) });
  expect(checkProof(await proven(other), { pins: [] })).toMatchObject({ verdict: 'tampered', findings: [{ kind: 'forged', revision: run.length - 1 }] });
});

async function proven(events = history()): Promise<Proof> {
  const { files, sealLog, writeAll, store } = await world();
  await store.append(benchmarkStream(benchmarkId), events, 'no-stream');
  await sealLog();
  await writeAll();
  return JSON.parse(await textOf(files)) as Proof;
}

/** A run and its report, which names its end. */
function history(changes: object = {}): readonly Recorded<BenchmarkEvent>[] {
  const stream = benchmarkStream(benchmarkId);
  const end = { revision: run.length - 1, hash: RECORDED.at(-1)!.metadata.hash };
  const report: BenchmarkEvent = { type: 'ReportCompleted', data: { ...reportCompleted.data, ...end, ...changes } };
  const { sealed } = seal(report, { schema: 1 }, { stream, revision: BigInt(run.length), previous: end.hash });
  return [...RECORDED, { ...sealed, stream, revision: BigInt(run.length), position: BigInt(run.length), created: new Date(0) }];
}

const RECORDED = recorded(benchmarkStream(benchmarkId), run);

async function world() {
  const [store, keys, files] = [new ScannedEventStore(), new MemoryKeys(), new MemoryReportFiles()];
  const proofs = new ReportProofs(store, new ReadProof(store, keys), files);
  const sealLog = async () => {
    const sealer = new Sealer(store, keys, { prefix: BENCHMARK_STREAMS, sealsAfter: [...END_TYPES, 'ReportCompleted'] });
    const events = await all(store.readAll(sealer.filter, await sealer.checkpoint()));
    await sealer.consume({ events, position: 0n });
  };
  const writeAll = async () => {
    for (const sealed of await all(store.read(AUDIT_STREAM))) await proofs.write(sealed);
  };
  return { store, files, sealLog, writeAll };
}

/** Counts what is read of the whole log, wanted or not. */
class ScannedEventStore extends InMemoryEventStore {
  scanned = 0;

  override async *readAll({ prefix, types }: EventFilter, position?: bigint) {
    for await (const event of super.readAll({ prefix: '' }, position)) {
      this.scanned += 1;
      if (event.stream.startsWith(prefix) && (types?.includes(event.type) ?? true)) yield event;
    }
  }
}

async function textOf(files: MemoryReportFiles): Promise<string> {
  const chunks = await all((await files.read(FILE))!);
  return Buffer.concat(chunks).toString();
}
