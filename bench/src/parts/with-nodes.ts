import { mkdir } from 'node:fs/promises';
import type { Bench } from '../bench.js';
import type { Program } from './program.js';
import { startReplayStore } from './replay-store.js';
import { startNode } from './stack.js';

/** A node of its own and a server with nothing behind it, while a measurement needs them. */
export async function withNodes<Result>(bench: Bench, name: string, work: (node: Program, replay: Program) => Promise<Result>) {
  const folder = bench.place(name);
  await mkdir(folder);
  const node = await startNode(folder);
  try {
    const replay = await startReplayStore(node, folder);
    return await work(node, replay).finally(() => replay.stop());
  } finally {
    await node.stop();
  }
}
