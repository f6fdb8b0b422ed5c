export * from './key-store.js';
export * from './master-key.js';
export * from './pg-api-keys.js';
export * from './pg-audit-keys.js';
export * from './pg-credentials.js';
export * from './pg-signing-secrets.js';
export * from './signing-secret.js';
