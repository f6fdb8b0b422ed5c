export * from './mail-catcher.js';
export * from './mailbox.js';
export * from './smtp-notifier.js';
