/** What a consumer says of a message, or that it said nothing for too long. */
export type Answer =
  | { readonly kind: 'ack' | 'retry' | 'skip' | 'stop' | 'timeout' }
  | { readonly kind: 'park'; readonly reason: string };

export type Verdict = { readonly kind: 'done' | 'again' } | { readonly kind: 'park'; readonly reason: string };

/** What becomes of a message after this many failures before; `stop` stops nothing, as in EventStoreDB. */
export function settledAs(answer: Answer, retries: number, maxRetryCount: number): Verdict {
  switch (answer.kind) {
    case 'ack':
    case 'skip':
    case 'stop':
      return { kind: 'done' };
    case 'park':
      return { kind: 'park', reason: `Client explicitly NAK'ed message.\n${answer.reason}` };
    case 'retry':
    case 'timeout':
      return retries < maxRetryCount ? { kind: 'again' } : { kind: 'park', reason: `Reached retry count of ${maxRetryCount}` };
  }
}
