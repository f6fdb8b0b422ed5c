import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Optional } from '@nestjs/common';
import { BenchmarkAggregates } from '#commands';
import { benchmarkStream, isRunning, type Benchmark, type PlannedDocument, type Workload } from '#domain';
import { EventStore, NotYet } from '#eventsourcing';
import { Artifacts, Clock, type PlatformSession } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';
import { readHistory } from '../read-history.js';
import { workloadOfPass } from './choose-rate.js';
import { failureSize, inChunks, jsonSize } from './chunks.js';
import { GeneratorWatch } from './generator-watch.js';
import { Neighbours } from './neighbours.js';
import { isDrained, passesOf, plannedBy, restartedPass, standingOf, type Pass } from './passes.js';
import { PlatformAccess } from './platform-access.js';
import { sampleClock } from './sample-clock.js';
import { Sender } from './sender.js';
import { UploadLedger } from './upload-ledger.js';
import { atOnce, carryOut, openAtOnce } from './workloads.js';

/** Milliseconds between looks at what a dead worker left behind, and how many quiet ones there must be. */
const LOOK = 1000;
const QUIET_LOOKS = 5;
/** Between two of these looks, so many smaller ones at whether a pass is through. */
const GLANCES = 10;
/** Seconds until a run that waits for others looks again: one for each of them, so many at most. */
const LONGEST_WAIT = 10;
const NEVER_BEGUN = 'interrupted: sent, never acknowledged, and the platform never began with it';

interface Run {
  readonly benchmarkId: string;
  readonly url: string;
  readonly projectId: string;
  readonly workload: Workload;
  readonly rates: Benchmark['rates'];
  readonly isUntouched: boolean;
  /** By name. */
  readonly unsent: ReadonlySet<string>;
  readonly inFlight: readonly string[];
}

/** What is there while documents are sent. */
interface Means {
  readonly session: PlatformSession;
  readonly watch: GeneratorWatch;
}

/** Sends each document of the plan once, as the workload wants it, and records when. */
@Injectable()
export class UploadDocuments {
  /** How many of them this process is busy with. They share the memory that documents may take. */
  private atWork = 0;

  constructor(
    private readonly store: EventStore,
    private readonly benchmarks: BenchmarkAggregates,
    private readonly access: PlatformAccess,
    private readonly artifacts: Artifacts,
    private readonly neighbours: Neighbours,
    private readonly clock: Clock,
    @Optional() private readonly look: number = LOOK,
  ) {}

  async perform(benchmarkId: string, send: Send, signal: AbortSignal): Promise<void> {
    const ahead = await this.neighbours.ahead(benchmarkId);
    if (ahead > 0) throw new NotYet(Math.min(ahead, LONGEST_WAIT));
    const run = await this.benchmarks.query(benchmarkStream(benchmarkId), runOf);
    if (!run) return;
    const passes = passesOf(await this.plan(benchmarkId), run.unsent);
    await this.interrupt(benchmarkId, run.inFlight, restartedPass(passes, run.workload), send);
    if (run.unsent.size > 0) {
      await this.neighbours.note(benchmarkId, send);
      this.atWork += 1;
      const upload = this.access.use(benchmarkId, run.url, (session) => this.uploadAll(run, passes, session, send, signal));
      await upload.finally(() => (this.atWork -= 1));
    }
    signal.throwIfAborted();
    const last = passes.at(-1);
    if (last) await this.settle(benchmarkId, last, send, signal);
  }

  private async uploadAll(run: Run, passes: readonly Pass[], session: PlatformSession, send: Send, signal: AbortSignal) {
    const { benchmarkId } = run;
    signal.throwIfAborted();
    if (run.isUntouched) await sampleClock(benchmarkId, 'before', session, send, this.clock);
    const watch = new GeneratorWatch();
    try {
      for (const pass of passes) {
        if (pass.unsent.length > 0) await this.upload(run, pass, { session, watch }, send, signal);
        signal.throwIfAborted();
        if (!pass.isLast) await this.settle(benchmarkId, pass, send, signal);
      }
    } finally {
      watch.stop();
    }
  }

  private async upload(run: Run, pass: Pass, { session, watch }: Means, send: Send, stopping: AbortSignal): Promise<void> {
    const { benchmarkId, projectId } = run;
    const { clock, store } = this;
    const workload = await workloadOfPass(run.workload, pass.number, run.rates, { benchmarkId, store, send, clock });
    // From here on a stop is heard.
    stopping.throwIfAborted();
    const ledger = new UploadLedger(benchmarkId, pass.unsent, atOnce(workload), send, clock);
    const destination = { session, projectId, openAtOnce: this.atWork * openAtOnce(workload, pass.size) };
    const sender = new Sender(destination, this.artifacts, ledger, clock);
    const over = new AbortController();
    const looking = setInterval(() => void this.endWith(benchmarkId, over), this.look);
    const stop = () => ledger.stop();
    for (const signal of [stopping, over.signal]) signal.addEventListener('abort', stop, { once: true });
    try {
      const isSearch = run.workload.mode === 'search';
      await carryOut(workload, { pass: pass.number, isSearch, ledger, sender, clock, stopping, over: over.signal });
      ledger.pause();
      if (pass.isLast) await this.conclude(benchmarkId, { session, watch }, send);
    } finally {
      clearInterval(looking);
      stopping.removeEventListener('abort', stop);
      await ledger.close();
    }
  }

  /** Before the last outcomes are stored: a run that is over tells nothing any more. */
  private async conclude(benchmarkId: string, { session, watch }: Means, send: Send): Promise<void> {
    await sampleClock(benchmarkId, 'after', session, send, this.clock);
    await this.neighbours.note(benchmarkId, send);
    await send({ type: 'RecordGenerator', data: { benchmarkId, at: this.clock.now(), ...watch.stop() } });
  }

  /** A look that fails says nothing: whoever stores something next will hear of it. */
  private async endWith(benchmarkId: string, over: AbortController): Promise<void> {
    const isOver = await this.benchmarks.query(benchmarkStream(benchmarkId), (benchmark) => !isRunning(benchmark)).catch(() => false);
    if (isOver) over.abort();
  }

  private async plan(benchmarkId: string): Promise<readonly PlannedDocument[]> {
    const documents: PlannedDocument[] = [];
    for await (const event of readHistory(this.store, benchmarkId)) {
      documents.push(...plannedBy(event));
      if (event.type === 'PlanCompleted') break;
    }
    return documents;
  }

  private async interrupt(benchmarkId: string, inFlight: readonly string[], pass: number | undefined, send: Send): Promise<void> {
    const record = (more: { names: readonly string[]; pass?: number }) =>
      send({ type: 'RecordInterruption', data: { benchmarkId, at: this.clock.now(), ...more } });
    for (const names of inChunks(inFlight, jsonSize)) await record({ names });
    if (pass !== undefined) await record({ names: [], pass });
  }

  /**
   * Waits until a pass is through; of the last one, only until nothing is lost. Platforms work in order: what it has not
   * begun with when all else is settled, it never had. Until then an interrupted document may turn out to have arrived.
   */
  private async settle(benchmarkId: string, pass: Pass, send: Send, signal: AbortSignal): Promise<void> {
    for (let quiet = 0; ; quiet += 1) {
      const standing = await this.benchmarks.query(benchmarkStream(benchmarkId), (each) => standingOf(each, pass));
      const { lost, isLastHope } = standing;
      if (standing.isDrained || (pass.isLast && lost.length === 0)) return;
      if (!isLastHope || lost.length === 0) quiet = 0;
      if (quiet >= QUIET_LOOKS) await this.fail(benchmarkId, lost, send);
      await this.glance(benchmarkId, pass, signal);
    }
  }

  /** Until the next look, or until the pass is through. */
  private async glance(benchmarkId: string, pass: Pass, signal: AbortSignal): Promise<void> {
    for (let glance = 0; glance < GLANCES; glance += 1) {
      await sleep(this.look / GLANCES, undefined, { signal });
      if (await this.benchmarks.query(benchmarkStream(benchmarkId), (each) => isDrained(each, pass))) return;
    }
  }

  private async fail(benchmarkId: string, lost: readonly string[], send: Send): Promise<void> {
    const failures = lost.map((document_name) => ({ document_name, reason: NEVER_BEGUN }));
    for (const failed of inChunks(failures, failureSize)) {
      await send({ type: 'RecordUploads', data: { benchmarkId, at: this.clock.now(), uploaded: [], failed } });
    }
  }
}

/** What is still to be done. Undefined: nothing, the run is over. */
function runOf(benchmark: Benchmark): Run | undefined {
  const { request, project, documents, rates } = benchmark;
  if (!isRunning(benchmark) || !request || !project) return undefined;
  const [unsent, inFlight] = [new Set<string>(), [] as string[]];
  for (const [name, { upload }] of documents.entries()) {
    if (upload === undefined) unsent.add(name);
    if (upload === 'sending') inFlight.push(name);
  }
  const { benchmark_id: benchmarkId, benchmark_url: url, workload } = request;
  const isUntouched = unsent.size === documents.size;
  return { benchmarkId, url, projectId: project.id, workload, rates: new Map(rates), isUntouched, unsent, inFlight };
}
