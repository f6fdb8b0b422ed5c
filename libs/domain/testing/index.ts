export * from './commands.js';
export * from './play.js';
export * from './samples.js';
export * from './workloads.js';
