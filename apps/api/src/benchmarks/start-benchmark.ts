import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import canonicalize from 'canonicalize';
import { v5 as uuidv5 } from 'uuid';
import { TargetPolicy } from '#adapters';
import { BenchmarkAggregates, ExecuteBenchmarkCommand } from '#commands';
import {
  benchmarkStream,
  benchmarkTypes,
  hostOf,
  isBenchmarkType,
  normaliseUrl,
  refusal,
  selectedPaths,
  whyImpossible,
  type BenchmarkCommand,
  type BenchmarkTypeName,
  type Impossible,
} from '#domain';
import { Refusal, type DataOf, type Revision } from '#eventsourcing';
import { Clock, Credentials, PlatformRefused } from '#ports';
import { RequestRefused } from '../problems/problem.js';
import { Corpus } from './corpus.js';
import { NamedBaseline } from './named-baseline.js';
import { objectivesOf } from './objectives.request.js';
import type { StartRequest } from './start.request.js';
import { Turns } from './turns.js';
import { whyUnfit } from './unfit-workload.js';
import { workloadOf } from './workload.request.js';

/** Idempotency keys are names in this space of UUIDs. */
const KEYS = '8b0b5a3e-6d0a-5a57-9f2e-0d8f4f3c1f52';
const DEADLINE = 3600;
/** Milliseconds that a start waits for another one with its key at most: as long as an append may take. */
const TURN = 10_000;

type Request = Omit<DataOf<BenchmarkCommand, 'CreateBenchmark'>, 'benchmarkId' | 'at'>;

/** Where mails go when a command names nobody. An abstract class, so Nest can inject by it. */
export abstract class StartDefaults {
  abstract readonly mailTo: string;
}

/** Makes a benchmark of a request: checks it, keeps the login, stores the events. */
@Injectable()
export class StartBenchmark {
  /** One at a time with the same key: the login that is kept is that of the start which makes the benchmark. */
  private readonly turns = new Turns(TURN);

  constructor(
    private readonly bus: CommandBus,
    private readonly benchmarks: BenchmarkAggregates,
    private readonly corpus: Corpus,
    private readonly baselines: NamedBaseline,
    private readonly credentials: Credentials,
    private readonly targets: TargetPolicy,
    private readonly clock: Clock,
    private readonly defaults: StartDefaults,
  ) {}

  /** Throws Refusal or RequestRefused; then nothing is kept. */
  async start(asked: StartRequest, key: string | undefined): Promise<{ benchmarkId: string; revision: Revision }> {
    const benchmarkId = key === undefined ? randomUUID() : uuidv5(key, KEYS);
    const request_sha256 = fingerprint(asked);
    const start = async () => (await this.repeated(benchmarkId, request_sha256)) ?? this.startNew(benchmarkId, asked, request_sha256);
    return { benchmarkId, revision: await this.turns.take(benchmarkId, start) };
  }

  /** Where a benchmark stands that this request has made, all of it. What it names may have changed since. Throws a refusal. */
  private repeated(benchmarkId: string, request_sha256: string): Promise<Revision | undefined> {
    return this.benchmarks.query(benchmarkStream(benchmarkId), (benchmark, revision) => {
      const { request, plan, end } = benchmark;
      if (!request) return undefined;
      if (request.request_sha256 !== request_sha256) throw refusal('AlreadyCreated');
      const isWhole = request.documents.kind !== 'files' || plan !== undefined || end !== undefined || selectedPaths(benchmark) !== undefined;
      return isWhole ? revision : undefined;
    });
  }

  private async startNew(benchmarkId: string, asked: StartRequest, request_sha256: string): Promise<Revision> {
    const { username, password } = asked;
    const type = typeOf(asked.benchmark_type);
    const target = this.target(asked.benchmark_url);
    const { selection, chunks, names } = await this.corpus.select(asked.documents);
    const workload = asked.workload ? workloadOf(asked.workload) : benchmarkTypes[type].workload;
    const deadline_seconds = asked.deadline_seconds ?? DEADLINE;
    refuseImpossible(whyUnfit(type, workload, asked.baseline) ?? whyImpossible(workload, names, deadline_seconds));
    const slo = objectivesOf(asked.slo ?? [], asked.baseline);
    const baseline = asked.baseline === undefined ? null : await this.baselines.asked(asked.baseline);
    const request: Request = {
      ...target,
      benchmark_name: asked.benchmark_name,
      benchmark_type: type,
      benchmark_infra: asked.benchmark_infra ?? 'local',
      eigen_version: asked.eigen_version ?? null,
      username,
      documents: selection,
      workload,
      slo,
      baseline,
      notify: [asked.notify ?? this.defaults.mailTo].flat(),
      deadline_seconds,
      ...(asked.exclusive && { exclusive: true as const }),
      request_sha256,
    };
    return this.create(benchmarkId, request, chunks, { username, password });
  }

  private async create(
    benchmarkId: string,
    request: Request,
    chunks: readonly (readonly string[])[],
    login: { username: string; password: string },
  ): Promise<Revision> {
    // A login that was mistyped may be put right with the same key until there is a benchmark, and not any more then.
    const isNew = await this.benchmarks.query(benchmarkStream(benchmarkId), ({ request }) => request === undefined);
    if (isNew) await this.credentials.keep(benchmarkId, login);
    let revision = await this.send({ type: 'CreateBenchmark', data: { benchmarkId, at: this.clock.now(), ...request } });
    for (const [chunk, paths] of chunks.entries()) {
      const data = { benchmarkId, at: this.clock.now(), chunk, paths };
      revision = await this.send({ type: 'SelectDocuments', data });
    }
    return revision;
  }

  private async send(command: BenchmarkCommand): Promise<Revision> {
    return (await this.bus.execute(new ExecuteBenchmarkCommand(command))).revision;
  }

  private target(text: string): { benchmark_url: string; benchmark_host: string } {
    const [url, host] = [normaliseUrl(text), hostOf(text)];
    if (url === undefined || host === undefined) {
      throw new RequestRefused('InvalidTarget', 'benchmark_url is not an http or https address without user information.');
    }
    try {
      this.targets.assertAllowed(url);
    } catch (error) {
      if (error instanceof PlatformRefused) throw new RequestRefused('TargetNotAllowed', error.message);
      throw error;
    }
    return { benchmark_url: url, benchmark_host: host };
  }
}

function refuseImpossible(impossible: Impossible | undefined): void {
  if (!impossible) return;
  const { field, message } = impossible;
  throw new RequestRefused('ImpossibleWorkload', `${field}: ${message}`, [impossible]);
}

function typeOf(name: string): BenchmarkTypeName {
  if (isBenchmarkType(name)) return name;
  const known = Object.keys(benchmarkTypes).join(', ');
  throw new Refusal('UnknownBenchmarkType', `There is no benchmark type ${name}; there is: ${known}.`);
}

/** Of all that was asked but the key itself, and the password: a guess at it could be checked. */
function fingerprint({ password: _password, idempotency_key: _key, ...asked }: StartRequest): string {
  return createHash('sha256').update(canonicalize(asked) ?? '').digest('hex');
}
