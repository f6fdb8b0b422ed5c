import { refusals } from '#eventsourcing';

/** Every reason a benchmark says no. The HTTP status of each is in apps/api/src/problems. */
export const refusal = refusals({
  AlreadyCreated: 'Another request has created a benchmark with this key.',
  NotFound: 'There is no such benchmark.',
  UnknownBenchmarkType: 'There is no such benchmark type.',
  UnknownDocument: 'This document is not part of the benchmark.',
  NoTime: 'Neither a start nor an end is given.',
  TimeConflict: 'Another time is already known, and the first one stands.',
  NoProject: 'The platform has not made a project for this benchmark yet.',
  BenchmarkOver: 'The benchmark is over.',
  BenchmarkRunning: 'The benchmark is not over yet.',
  NotCompleted: 'The run did not complete, so it is part of no series.',
  AlreadyAcknowledged: 'This change was acknowledged before, for another reason, and the first one stands.',
  DuplicateDocument: 'Two documents of a plan have the same name.',
  IncompletePlan: 'The plan does not hold the documents that it is said to hold.',
});
