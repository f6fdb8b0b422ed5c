import { fork } from 'node:child_process';
import { join } from 'node:path';
import { atEnd } from './endings.js';

const PROGRAM = join(import.meta.dirname, '../programs/load.main.js');
const DEADLINE = 300_000;

/** What the load is told: each body is posted once. */
export interface LoadOrder {
  readonly url: string;
  readonly connections: number;
  readonly bodies: readonly string[];
}

/** Now and then one answer: which body's, and when it came, in milliseconds since 1970. */
export interface LoadSample {
  readonly body: number;
  readonly at: number;
}

/** What came of it: every answer was a 202. */
export interface LoadResult {
  /** From the first request to the last answer. */
  readonly seconds: number;
}

export type LoadNews = { readonly sample: LoadSample } | { readonly result: LoadResult } | { readonly fault: string };

/** Posts all bodies over keep-alive connections from a process of its own. Throws when an answer is no 202. */
export function load(order: LoadOrder, onSample: (sample: LoadSample) => void = () => undefined): Promise<LoadResult> {
  const forget = atEnd(async () => child.kill('SIGKILL'));
  const child = fork(PROGRAM, { serialization: 'advanced' });
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE);
  const result = new Promise<LoadResult>((resolve, reject) => {
    child.on('message', (news: LoadNews) => {
      if ('sample' in news) onSample(news.sample);
      else if ('result' in news) resolve(news.result);
      else reject(new Error(news.fault));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`The load ended with ${code ?? signal}.`)));
    child.send(order);
  });
  return result.finally(() => {
    clearTimeout(timer);
    forget();
  });
}

/** Posts all bodies; answers how many a second were taken. */
export async function rateOf(order: LoadOrder, onSample?: (sample: LoadSample) => void): Promise<number> {
  const { seconds } = await load(order, onSample);
  return order.bodies.length / seconds;
}
