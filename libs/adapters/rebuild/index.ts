export * from './rebuild-news.js';
export * from './rebuild-program.js';
export type { Difference } from './table-digest.js';
