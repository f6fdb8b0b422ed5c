import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Optional } from '@nestjs/common';
import {
  benchmarkStream,
  isRunning,
  projectLinkDecider,
  projectLinkKey,
  projectLinkStream,
  unknownProject,
  type Micros,
  type ProjectLink,
  type ProjectLinkCommand,
  type ProjectLinkEvent,
} from '#domain';
import { Aggregates, EventStore, Refusal, WeightedLru } from '#eventsourcing';
import { BenchmarkAggregates } from './benchmark.aggregates.js';

/** How long an answer may be used again, in milliseconds. A new link waits until no process uses an older answer. */
const LEASE = 1000;
const REMEMBERED = 10_000;

interface Answer {
  readonly benchmarkId: string;
  readonly until: number;
}

/** A project of the platform, and the benchmark it was made for. */
export interface Link {
  readonly host: string;
  readonly projectId: string;
  readonly benchmarkId: string;
  readonly at: Micros;
}

/** Which benchmark instrumentation belongs to: consistent at once between processes, from a small stream per project. */
@Injectable()
export class ProjectLinks {
  private readonly links: Aggregates<ProjectLink, ProjectLinkCommand, ProjectLinkEvent>;
  private readonly answers = new WeightedLru<string, Answer>(REMEMBERED);

  constructor(
    store: EventStore,
    private readonly benchmarks: BenchmarkAggregates,
    @Optional() private readonly lease: number = LEASE,
  ) {
    this.links = new Aggregates(store, projectLinkDecider, { memory: REMEMBERED });
  }

  /** From when this resolves, every process finds the benchmark. */
  async link({ host, projectId, benchmarkId, at }: Link): Promise<void> {
    const stream = streamOf(host, projectId);
    const data = { benchmarkId, at };
    await this.links.send(stream, { type: 'LinkProject', data }, { correlationId: benchmarkId });
    const isFirst = await this.links.query(stream, ({ benchmarkIds }) => benchmarkIds.length === 1);
    if (!isFirst) await sleep(this.lease + 100);
  }

  /** The newest benchmark that is not over, else the newest. Undefined: nobody made such a project. */
  async find(host: string, projectId: string): Promise<string | undefined> {
    const stream = streamOf(host, projectId);
    const known = this.answers.get(stream);
    const asked = performance.now();
    if (known && asked < known.until) return known.benchmarkId;
    const benchmarkId = await this.lookUp(stream);
    if (benchmarkId !== undefined) this.answers.set(stream, { benchmarkId, until: asked + this.lease }, 1);
    return benchmarkId;
  }

  /**
   * Does something to the benchmark. Where that is refused on an answer that has been overtaken, it is done to the
   * benchmark that is the right one by now. Throws the refusal UnknownProject.
   */
  async withBenchmark<Result>(host: string, projectId: string, act: (benchmarkId: string) => Promise<Result>) {
    const benchmarkId = await this.find(host, projectId);
    if (benchmarkId === undefined) throw unknownProject('UnknownProject');
    try {
      return await act(benchmarkId);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.answers.delete(streamOf(host, projectId));
      const now = (await this.find(host, projectId)) ?? benchmarkId;
      if (now === benchmarkId) throw error;
      return await act(now);
    }
  }

  private async lookUp(stream: string): Promise<string | undefined> {
    const newestFirst = await this.links.query(stream, ({ benchmarkIds }) => benchmarkIds.toReversed());
    if (newestFirst.length === 1) return newestFirst[0];
    for (const benchmarkId of newestFirst) {
      if (await this.benchmarks.query(benchmarkStream(benchmarkId), isRunning)) return benchmarkId;
    }
    return newestFirst[0];
  }
}

/** The streams that tell which benchmarks a host's projects belong to, each once. */
export const projectLinkStreams = (host: string, projectIds: readonly (string | null)[]): readonly string[] => [
  ...new Set(projectIds.flatMap((projectId) => (projectId === null ? [] : streamOf(host, projectId)))),
];

/** A digest, because names from outside may hold anything. */
function streamOf(host: string, projectId: string): string {
  return projectLinkStream(createHash('sha256').update(projectLinkKey(host, projectId)).digest('hex'));
}
