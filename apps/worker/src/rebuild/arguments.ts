import type { RebuildOrder } from '#adapters/rebuild';

/** What the program of a rebuild is told, as its only argument, in JSON. */
export type RebuildArguments = RebuildOrder;

/** Its exit codes. */
export const OVER = { done: 0, failed: 70 } as const;
