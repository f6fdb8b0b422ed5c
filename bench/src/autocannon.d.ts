/** As much of it as the load needs; it brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  export interface Client {
    setRequests(requests: readonly { method: string; path: string; headers: Record<string, string>; body: string }[]): void;
  }

  export interface Options {
    readonly url: string;
    readonly connections: number;
    readonly amount: number;
    /** Seconds. */
    readonly timeout: number;
    /** Milliseconds between its samples, on one of which it ends. */
    readonly sampleInt: number;
    readonly setupClient: (client: Client) => void;
  }

  export interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
  }

  export default function autocannon(options: Options, done: (error: Error | null, result: Result) => void): EventEmitter;
}
