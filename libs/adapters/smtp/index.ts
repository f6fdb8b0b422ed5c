export * from './mail-catcher.js';
export * from './smtp-notifier.js';
