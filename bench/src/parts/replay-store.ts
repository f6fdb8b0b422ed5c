import { join } from 'node:path';
import { Program } from './program.js';

/** A gRPC server with nothing behind it: it acknowledges appends at once, and says again what `node` once answered. */
export const startReplayStore = (node: Program, folder: string): Promise<Program> =>
  Program.start({ script: 'bench/src/programs/replay-store.main.js', arguments: [node.ready], log: join(folder, 'replay.log') });
