export * from './embedded-postgres.js';
export * from './free-port.js';
export * from './migrate.js';
export * from './with-client.js';
