import { join } from 'node:path';

/** Flags for each of our processes. */
export const NODE_FLAGS = ['--import', join(import.meta.dirname, 'source-maps.js')];

/**
 * For the event store: what it reads from LevelDB lies outside of V8's heap, which collects everything each time that 64 MiB of it have
 * come together. Of a small young generation it is given back before: reading costs half as much.
 */
export const EVENTSTORE_FLAGS = ['--max-semi-space-size=8'];

/** Without a limit V8 lets garbage lie until a quarter of the machine is full of it. A worker has reported a hundred thousand documents in half of this. */
const HEAP = '--max-old-space-size=1024';
/** What V8 gathers before it looks for garbage among new objects, in MiB: left alone it takes three times as much and never gives it back. */
const NEW_OBJECTS = '--max-semi-space-size=16';

/**
 * glibc would keep a heap for each thread, and what it once needed for large blocks; V8 would take a quarter of the
 * machine. Blocks are mapped one by one only from well above the 64 KiB that Node takes for each read of a socket: mapped, those cost
 * a quarter of the time of reading the log. All yield to what is set.
 */
export const frugalEnvironment = () => ({
  MALLOC_ARENA_MAX: '2',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_MMAP_THRESHOLD_: '262144',
  ...process.env,
  NODE_OPTIONS: [HEAP, NEW_OBJECTS, process.env['NODE_OPTIONS']].filter(Boolean).join(' '),
});
