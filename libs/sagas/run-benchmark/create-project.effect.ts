import { Injectable } from '@nestjs/common';
import { BenchmarkAggregates, ProjectLinks } from '#commands';
import { benchmarkStream } from '#domain';
import { Clock, type Project } from '#ports';
import type { Send } from '../benchmark-saga.worker.js';
import { PlatformAccess } from './platform-access.js';

/** Makes the project that documents are uploaded to, and sees to it that its instrumentation finds the benchmark. */
@Injectable()
export class CreateProject {
  constructor(
    private readonly benchmarks: BenchmarkAggregates,
    private readonly links: ProjectLinks,
    private readonly access: PlatformAccess,
    private readonly clock: Clock,
  ) {}

  async perform(benchmarkId: string, send: Send): Promise<void> {
    const request = await this.benchmarks.query(benchmarkStream(benchmarkId), ({ request }) => request);
    if (!request) return;
    const { benchmark_name, benchmark_host: host } = request;
    const project = await this.access.use(benchmarkId, request.benchmark_url, (session) =>
      session.createProject({ name: `${benchmark_name} ${benchmarkId}`, description: 'A slowking benchmark.' }),
    );
    const at = this.clock.now();
    for (const projectId of idsOf(project)) await this.links.link({ host, projectId, benchmarkId, at });
    const { projectId, guid } = project;
    await send({ type: 'RecordProject', data: { benchmarkId, at: this.clock.now(), projectId, guid } });
  }
}

/** Instrumentation may name the project either way. */
const idsOf = ({ projectId, guid }: Project): readonly string[] =>
  guid === null || guid === projectId ? [projectId] : [projectId, guid];
