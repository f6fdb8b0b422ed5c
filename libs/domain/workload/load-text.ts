import type { Workload } from './workload.js';

/** How documents were sent, in a few words. Runs of which it differs had different loads; how often the corpus was sent is no load. */
export function loadText(workload: Workload): string {
  const { mode, batch } = workload;
  const requests = `${batch} a request`;
  switch (mode) {
    case 'closed':
      return `${mode}, ${workload.in_flight} in flight, ${requests}`;
    case 'burst':
      return `${mode}, ${requests}`;
    case 'arrival':
      return `${workload.process} ${mode}, ${workload.rate_per_second} requests a second, ${requests}`;
    case 'search':
      return `${workload.process} ${mode} for ${workload.objective}, ${requests}`;
  }
}
