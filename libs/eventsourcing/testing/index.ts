export * from './audit-vectors.js';
export * from './event-store.contract.js';
export * from './given.js';
export * from './in-memory-event-store.js';
export * from './recorded.js';
export * from './sealed-log.js';
export * from './tampering.js';
