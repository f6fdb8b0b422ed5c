import { setImmediate as turn } from 'node:timers/promises';
import type { Chunks } from './renderer.js';

/** The same chunks, with a turn for everybody else after each: a large report must not hold up a program. */
export async function* unhurried(chunks: Chunks): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    yield chunk;
    await turn();
  }
}
