import type { Command, Decider, Event } from '#eventsourcing';
import { refusals } from '#eventsourcing';
import type { Micros } from '../instant.js';

/** A project of a platform was made for a benchmark. */
export type ProjectLinkEvent = Event<'ProjectLinked', { benchmark_id: string; at: Micros }>;

/** Asks to remember for which benchmark a project was made. */
export type ProjectLinkCommand = Command<'LinkProject', { benchmarkId: string; at: Micros }>;

/** The benchmarks that had this project, the newest last. A platform that was set up anew uses its ids again. */
export interface ProjectLink {
  readonly benchmarkIds: readonly string[];
}

/** Only the newest ones can still be running. */
const REMEMBERED = 20;

/** Refused when instrumentation names a project that nobody made. */
export const unknownProject = refusals({ UnknownProject: 'No benchmark has made this project on this host.' });

/** Which benchmark a host's project belongs to: known at once, to every process, before any read model has it. */
export const projectLinkDecider: Decider<ProjectLink, ProjectLinkCommand, ProjectLinkEvent> = {
  initialState: () => ({ benchmarkIds: [] }),
  decide({ data: { benchmarkId, at } }, { benchmarkIds }) {
    if (benchmarkIds.includes(benchmarkId)) return [];
    return [{ type: 'ProjectLinked', data: { benchmark_id: benchmarkId, at } }];
  },
  evolve: ({ benchmarkIds }, { data }) => ({ benchmarkIds: [...benchmarkIds, data.benchmark_id].slice(-REMEMBERED) }),
  overlay: (state) => state,
  weigh: () => 1,
  upcasters: { fits: ({ type, data }) => type === 'ProjectLinked' && 'benchmark_id' in data && typeof data.benchmark_id === 'string' },
};

/** The stream of one host's project. Names from outside never become part of it. */
export const projectLinkStream = (digest: string): string => `project-${digest}`;

/** What the stream's digest is made of. */
export const projectLinkKey = (host: string, projectId: string): string => JSON.stringify([host, projectId]);
