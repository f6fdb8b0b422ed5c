export * from './fault-proxy.js';
export * from './scripted-store.js';
export * from './samples.js';
