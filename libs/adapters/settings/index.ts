export * from './settings.js';
export * from './run-program.js';
