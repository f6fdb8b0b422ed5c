export * from '../postgres/free-port.js';
export * from './eventually.js';
export * from './fresh-database.js';
