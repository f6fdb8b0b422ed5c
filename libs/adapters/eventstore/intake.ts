import type { ClientReadableStream } from '@grpc/grpc-js';

/** What may wait here until it is taken; beyond it the source is held back. */
const MOST_ITEMS = 1000;
const MOST_BYTES = 1024 * 1024;
const LONGEST_TIMER = 2 ** 31 - 1;
const nobody = (): void => undefined;

/** Collects what a call brings while nobody looks, up to a limit. */
export class Intake {
  private items: Buffer[] = [];
  private bytes = 0;
  private end: { readonly fault?: unknown } | undefined;
  private wakeTaker = nobody;
  private source: ClientReadableStream<Buffer> | undefined;

  constructor(private readonly opening: Promise<ClientReadableStream<Buffer>>) {
    opening.then((source) => this.listen(source), (fault: unknown) => this.finish({ fault }));
  }

  /**
   * Everything that has come in. Nothing yet: waits for it, `ms` at most, then there is none. Undefined: it has ended.
   * Throws what broke it, after all that came before.
   */
  async take(ms: number): Promise<readonly Buffer[] | undefined> {
    if (this.items.length === 0 && !this.end) await this.arrival(ms);
    const { items } = this;
    if (items.length === 0 && this.end) {
      if ('fault' in this.end) throw this.end.fault;
      return undefined;
    }
    this.items = [];
    this.bytes = 0;
    this.source?.resume();
    return items;
  }

  /** Ends it, and with it any wait: with a fault, or as if nothing more came. */
  finish(end: { readonly fault?: unknown }): void {
    this.end ??= end;
    this.wakeTaker();
  }

  /** Gives the call up. It may not even have begun: nobody waits for that. */
  close(): void {
    this.finish({});
    // At once would be too soon for a call that has only just begun.
    this.opening.then((source) => setImmediate(() => source.cancel()), nobody);
  }

  private listen(source: ClientReadableStream<Buffer>): void {
    this.source = source;
    source.on('data', (item: Buffer) => this.put(item));
    source.on('error', (fault) => this.finish({ fault }));
    source.on('end', () => this.finish({}));
    source.on('close', () => this.finish({ fault: new Error('The call was closed.') }));
  }

  private put(item: Buffer): void {
    this.items.push(item);
    this.bytes += item.length;
    if (this.items.length >= MOST_ITEMS || this.bytes >= MOST_BYTES) this.source?.pause();
    this.wakeTaker();
  }

  private arrival(ms: number): Promise<void> {
    return new Promise((resolve) => {
      // After a busy spell of our own, what has long arrived is read first.
      const timer = setTimeout(() => setImmediate(resolve), Math.min(ms, LONGEST_TIMER));
      this.wakeTaker = () => {
        this.wakeTaker = nobody;
        clearTimeout(timer);
        // Not before the turn is over: what came with it comes along.
        setImmediate(resolve);
      };
    });
  }
}
