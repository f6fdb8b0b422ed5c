import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import {
  benchmarkStream,
  inPasses,
  LONGEST_NAME,
  nameDocuments,
  nameInPass,
  selectedPaths,
  whyImpossible,
  type InPass,
  type PlannedDocument,
} from '#domain';
import { ArtifactMissing, Artifacts, Clock, type Fingerprint } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';
import { ChooseBaseline } from './choose-baseline.js';
import { inChunks, jsonSize } from './chunks.js';
import { NoteSeries } from './note-series.js';

/** Files are hashed so many at a time. */
const AT_ONCE = 4;

/** Hashes the corpus and writes down the plan: chunk by chunk, what it is compared with, what came before it, then that it is whole. */
@Injectable()
export class PlanDocuments {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly artifacts: Artifacts,
    private readonly baseline: ChooseBaseline,
    private readonly series: NoteSeries,
    private readonly clock: Clock,
  ) {}

  async perform(benchmarkId: string, send: Send, signal: AbortSignal): Promise<void> {
    const { workload, deadline_seconds, paths } = await this.asked(benchmarkId);
    const names = namesOf(paths);
    const impossible = whyImpossible(workload, names, deadline_seconds);
    if (impossible) throw new ArtifactMissing(`The workload is not possible with these documents: ${impossible.message}`);

    const corpus = names.map((name, index): Asked => ({ name, path: paths[index]! }));
    const prints = new Map<Asked, Fingerprint>();
    let [bytes, chunk] = [0, 0];
    for (const part of inChunks(inPasses(corpus, workload), sizeOf)) {
      const unknown = new Set(part.map(([document]) => document).filter((document) => !prints.has(document)));
      await this.fingerprint([...unknown], prints, signal);
      const documents = part.map(([document, pass, marks]) => planned(document, prints.get(document)!, pass, marks));
      bytes += documents.reduce((sum, document) => sum + document.bytes, 0);
      await send({ type: 'PlanDocuments', data: { benchmarkId, at: this.clock.now(), chunk, documents } });
      chunk += 1;
    }
    const plan = { count: names.length * workload.repeat, bytes, sha256: identityOf(corpus, prints) };
    await this.baseline.perform(benchmarkId, plan.sha256, send);
    await this.series.perform(benchmarkId, plan.sha256, send);
    await send({ type: 'CompletePlan', data: { benchmarkId, at: this.clock.now(), ...plan } });
  }

  private async asked(benchmarkId: string) {
    const { request, files } = await this.benchmarks.query(benchmarkStream(benchmarkId), (benchmark) => ({
      request: benchmark.request!,
      files: selectedPaths(benchmark),
    }));
    const { documents, workload, deadline_seconds } = request;
    const paths = documents.kind === 'folder' ? await this.artifacts.list(documents.path) : (files ?? []);
    return { workload, deadline_seconds, paths };
  }

  private async fingerprint(documents: readonly Asked[], prints: Map<Asked, Fingerprint>, signal: AbortSignal): Promise<void> {
    for (let from = 0; from < documents.length; from += AT_ONCE) {
      signal.throwIfAborted();
      const some = documents.slice(from, from + AT_ONCE);
      const found = await Promise.all(some.map(({ path }) => this.artifacts.fingerprint(path)));
      for (const [index, document] of some.entries()) prints.set(document, found[index]!);
    }
  }
}

/** A document of the corpus. */
interface Asked {
  readonly name: string;
  readonly path: string;
}

function namesOf(paths: readonly string[]): readonly string[] {
  const { names, clashes, unfit, long } = nameDocuments(paths);
  if (paths.length === 0) throw new ArtifactMissing('There are no documents to upload.');
  if (clashes.length > 0) throw new ArtifactMissing(`Documents with the same name: ${clashes.join(', ')}.`);
  if (unfit.length > 0) throw new ArtifactMissing(`Names with control characters: ${JSON.stringify(unfit)}.`);
  if (long.length > 0) throw new ArtifactMissing(`Names of more than ${LONGEST_NAME} characters: ${JSON.stringify(long)}.`);
  return names;
}

function planned({ name, path }: Asked, { bytes, sha256 }: Fingerprint, pass: number, marks: InPass): PlannedDocument {
  return { document_name: nameInPass(name, pass), path, bytes, sha256, ...marks };
}

/** Of the corpus, however it is sent. */
function identityOf(corpus: readonly Asked[], prints: ReadonlyMap<Asked, Fingerprint>): string {
  const hash = createHash('sha256');
  for (const document of corpus) hash.update(`${prints.get(document)!.sha256}  ${document.name}\n`);
  return hash.digest('hex');
}

/** What a planned document takes in an event, in bytes; its fingerprint is not known yet. */
const sizeOf = ([{ name, path }, pass, marks]: readonly [Asked, number, InPass]): number =>
  127 + jsonSize({ name: nameInPass(name, pass), path }) + jsonSize(marks);
