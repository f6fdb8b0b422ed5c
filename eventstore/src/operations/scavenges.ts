import { randomUUID } from 'node:crypto';
import { messageOf } from '../failure.js';
import type { EventLog } from '../log/event-log.js';
import { OwnStream } from '../persistent/keeping/own-stream.js';

const KEPT_SECONDS = 30 * 24 * 3600;
const BOOKS = { $maxAge: KEPT_SECONDS };
const LINKS = '$scavenges';

interface Running {
  readonly id: string;
  isStopped: boolean;
  readonly done: Promise<void>;
}

/** One scavenge at a time; what each did is told in `$scavenges-<id>`, and `$scavenges` links to that. */
export class Scavenges {
  private running: Running | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Answers the one that is under way, if there is one. */
  start(): { readonly id: string; readonly isNew: boolean } {
    if (this.running) return { id: this.running.id, isNew: false };
    const running: Running = { id: randomUUID(), isStopped: false, done: Promise.resolve().then(() => this.run(running)) };
    this.running = running;
    return { id: running.id, isNew: true };
  }

  /** False if no scavenge of that name is under way. */
  stop(id: string): boolean {
    if (this.running?.id !== id) return false;
    this.running.isStopped = true;
    return true;
  }

  /** Ends the one that is under way; resolves once it touches the log no more. */
  async end(): Promise<void> {
    if (!this.running) return;
    this.running.isStopped = true;
    await this.running.done;
  }

  private async run(running: Running): Promise<void> {
    const stream = new OwnStream(this.log, `${LINKS}-${running.id}`, BOOKS);
    try {
      await this.tell(stream, '$scavengeStarted', { scavengeId: running.id, startFromChunk: 0, threads: 1 });
      await this.tell(stream, '$scavengeCompleted', { scavengeId: running.id, ...(await this.outcome(running)) });
    } catch (error) {
      this.onError(error);
    } finally {
      this.running = undefined;
    }
  }

  private async outcome(running: Running): Promise<Readonly<Record<string, unknown>>> {
    const began = Date.now();
    const took = () => ({ timeTaken: clockTime(Date.now() - began) });
    try {
      const { events, bytes, isComplete } = await this.log.scavenge(() => running.isStopped);
      return { result: isComplete ? 'Success' : 'Stopped', ...took(), spaceSaved: bytes, eventsScavenged: events };
    } catch (error) {
      this.onError(error);
      return { result: 'Failed', error: messageOf(error), ...took(), spaceSaved: 0 };
    }
  }

  private async tell(stream: OwnStream, type: string, data: object): Promise<void> {
    const number = await stream.append(type, true, JSON.stringify(data));
    await new OwnStream(this.log, LINKS, BOOKS).append('$>', false, `${number}@${stream.name}`);
  }
}

/** `00:01:02.345`, as .NET writes a length of time. */
const clockTime = (ms: number): string => new Date(ms).toISOString().slice('1970-01-01T'.length, -1);
