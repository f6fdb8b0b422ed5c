export * from './benchmark-saga.worker.js';
export * from './make-report/write-report.js';
export * from './read-proof.js';
export * from './read-report.js';
export * from './report-proofs.js';
export * from './saga-settings.js';
export * from './sagas.js';
