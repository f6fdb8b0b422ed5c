import { ApiClient, eventually } from './api-client.js';

/** What instrumentation says of one document. */
export interface News {
  readonly document_name: string;
  readonly eigen_project_id: string;
  readonly benchmark_host_name: string;
  readonly start_time?: number | string;
  readonly end_time?: number | string;
}

/** The platform's project for a benchmark, as soon as there is one. */
export async function projectOf(api: ApiClient, id: string): Promise<string> {
  return eventually(`a project for ${id}`, async () => {
    const created = (await api.events(id)).find(({ type }) => type === 'ProjectCreated');
    return created && String(created.data['eigen_project_id']);
  });
}

/** Tells; answers the status. */
export async function tell(api: ApiClient, news: News): Promise<number> {
  const response = await api.post('/benchmarks/documents/', news);
  await response.arrayBuffer();
  return response.status;
}

/** Does all of the work, so much of it at a time. */
export async function atOnce<Work>(connections: number, all: readonly Work[], work: (one: Work) => Promise<void>) {
  const left = all.values();
  const worker = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: connections }, worker));
}
