export * from './eigen-platform.js';
export * from './target-policy.js';
export type { PlatformLimits } from './platform-limits.js';
