import { Injectable } from '@nestjs/common';
import { projectLinkStreams } from '#commands';
import { benchmarkStream, benchmarkUpcasters, type BenchmarkEvent } from '#domain';
import { EventStore, upcast, type Recorded } from '#eventsourcing';

/** Everything that belongs to one benchmark, of whatever stream. */
@Injectable()
export class Correlation {
  constructor(private readonly store: EventStore) {}

  /** In the order in which it was stored. None: there is no such benchmark. */
  async *of(benchmarkId: string): AsyncGenerator<Recorded> {
    const others = await this.others(benchmarkId);
    for await (const event of this.store.read(benchmarkStream(benchmarkId))) {
      while (others[0] && isBefore(others[0], event)) yield others.shift()!;
      yield event;
    }
    yield* others;
  }

  /** What is about its projects, and names it. */
  private async others(benchmarkId: string): Promise<Recorded[]> {
    const found: Recorded[] = [];
    for (const stream of await this.projectStreams(benchmarkId)) {
      for await (const event of this.store.read(stream)) {
        if (event.metadata.$correlationId === benchmarkId) found.push(event);
      }
    }
    return found.toSorted((one, other) => (isBefore(one, other) ? -1 : 1));
  }

  /** The project is known from the first few events on; the documents, which are many, come after it. */
  private async projectStreams(benchmarkId: string): Promise<readonly string[]> {
    let host: string | undefined;
    for await (const event of this.store.read<BenchmarkEvent>(benchmarkStream(benchmarkId))) {
      const today = upcast(event, benchmarkUpcasters);
      if (today?.type === 'BenchmarkCreated') host = today.data.benchmark_host;
      if (today?.type !== 'ProjectCreated' || host === undefined) continue;
      const { eigen_project_id: id, eigen_project_guid: guid } = today.data;
      return projectLinkStreams(host, [id, guid]);
    }
    return [];
  }
}

const isBefore = (one: Recorded, other: Recorded): boolean =>
  one.position === other.position ? one.created < other.created : one.position < other.position;
