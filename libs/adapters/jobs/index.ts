export * from './parked-jobs.js';
export * from './rebuild-jobs.js';
export * from './rebuild-queue.js';
export * from './saga-feed.consumer.js';
export * from './saga-queues.js';
