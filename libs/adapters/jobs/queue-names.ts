import type { SagaWorker } from '#eventsourcing';

/** Where the jobs of a saga lie. Those that take long have a queue of their own, so that no other waits for them. */
export const queuesOf = ({ name, takesLong }: SagaWorker): readonly string[] => (takesLong?.length ? [name, long(name)] : [name]);

/** The queue of the job that follows from a fact. */
export const queueOf = ({ name, takesLong }: SagaWorker, type: string): string => (takesLong?.includes(type) ? long(name) : name);

/** The queue of the jobs that failed for good, whichever of a saga's queues they were in. */
export const failed = (saga: string): string => `${saga}.failed`;

/** Whether its jobs take long. */
export const isLong = (queue: string): boolean => queue.endsWith(LONG);

/** Whose jobs a queue holds. */
export const sagaOf = (queue: string): string => (isLong(queue) ? queue.slice(0, -LONG.length) : queue);

const LONG = '.long';
const long = (saga: string): string => saga + LONG;
