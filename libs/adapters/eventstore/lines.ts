import { StoreUnavailable } from '#eventsourcing';
import type { Client } from './client.js';
import { Silence, within } from './deadline.js';
import { Line } from './line.js';

/** For cancelling what did not end by itself. */
const HANG_UP_MS = 1000;

/** The line in use. One that falls silent is replaced: the next call gets a new client, and a connection of its own. */
export class Lines {
  private current: Line | undefined;
  private readonly open = new Set<Line>();
  private readonly closed = new AbortController();

  constructor(private readonly newClient: () => Client) {}

  /** Aborted when there will be no more lines. */
  get closing(): AbortSignal {
    return this.closed.signal;
  }

  /** A line that is held until `leave`. Throws StoreUnavailable once closed. */
  enter(): Line {
    if (this.closing.aborted) throw new StoreUnavailable('The event store is closed.');
    this.current ??= this.add(new Line(this.newClient()));
    this.current.enter();
    return this.current;
  }

  /** What `work` comes to, or Silence after `ms`. */
  async within<T>(ms: number, work: (line: Line) => Promise<T>): Promise<T> {
    const line = this.enter();
    try {
      return await within(ms, work(line));
    } catch (error) {
      this.doubt(line, error);
      throw error;
    } finally {
      line.leave();
    }
  }

  /** Gives a line up when it has been silent. Others on it may finish, for they may be luckier. */
  doubt(line: Line, error: unknown): void {
    if (!(error instanceof Silence)) return;
    if (this.current === line) this.current = undefined;
    line.retire();
  }

  /** Waits `ms` for what is under way, then cancels it. */
  async close(ms: number): Promise<void> {
    this.closed.abort();
    this.current = undefined;
    const lines = [...this.open];
    for (const line of lines) line.retire();
    await within(ms, Promise.all(lines.map(({ idle }) => idle))).catch(() => undefined);
    await within(HANG_UP_MS, Promise.all(lines.map((line) => line.hangUp()))).catch(() => undefined);
  }

  private add(line: Line): Line {
    this.open.add(line);
    void line.idle.then(() => this.open.delete(line));
    return line;
  }
}
