export * from './artifact-folder.js';
export * from './report-folder.js';
