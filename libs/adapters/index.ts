export * from './adapters.providers.js';
export * from './clock/index.js';
export * from './eigen/index.js';
export * from './eventstore/index.js';
export * from './files/index.js';
// What works jobs off is behind #adapters/jobs: it loads pg-boss, which only the worker needs.
export * from './jobs/parked-jobs.js';
export * from './jobs/rebuild-jobs.js';
export * from './logging/index.js';
export * from './postgres/index.js';
export * from './prisma/index.js';
export * from './rebuild/index.js';
export * from './secrets/index.js';
export * from './settings/index.js';
export * from './smtp/index.js';
