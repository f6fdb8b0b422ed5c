export * from './benchmark.aggregates.js';
export * from './benchmark.command-handler.js';
export * from './project-links.js';
