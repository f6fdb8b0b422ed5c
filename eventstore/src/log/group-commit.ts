import { messageOf } from '../failure.js';
import { DamagedData, type EnteredId } from '../storage/storage.port.js';
import { COMMIT_MS, CommitTimeout, LogStopped, type AppendOutcome } from './append.js';
import { GroupDraft } from './group-draft.js';
import { readForGroup, type GroupReads, type GroupRequest, type Sources } from './group-reads.js';
import { sizeOf } from './proposed-event.js';
import type { StoredEvent } from './record.codec.js';
import { metastreamOf, ruledBy } from './visibility.js';

interface Waiting {
  readonly request: GroupRequest;
  readonly since: number;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

const GROUP_BYTES = 8 * 1024 * 1024;
const GROUP_COUNT = 4096;

/**
 * The only writer. All appends that wait are decided in order and written in one synced batch; nobody
 * hears of theirs before that. After a failed write nothing is acknowledged any more: what is on disk then is unknown.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private stopped: Error | undefined;
  private failed = false;

  constructor(
    private readonly sources: Sources,
    private position: number,
    private readonly onCommit: (events: readonly StoredEvent[], position: number) => void,
    private readonly onFailure: (error: Error) => void,
  ) {}

  submit(request: GroupRequest): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      if (this.stopped) return reject(this.stopped);
      this.waiting.push({ request, since: Date.now(), resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Finishes what was asked for before; everything later is refused. */
  async stop(): Promise<void> {
    this.stopped ??= new LogStopped('the node is stopping');
    await this.running;
  }

  /** Other contents of events that are there; resolves when they are durable. A failure ends everything, as that of an append does. */
  rewrite(events: readonly StoredEvent[]): Promise<void> {
    return this.writeAside(() => this.sources.storage.rewrite(events));
  }

  /** Ids of events that are there; resolves when they are durable. A failure ends everything, as that of an append does. */
  enterIds(ids: readonly EnteredId[]): Promise<void> {
    return this.writeAside(() => this.sources.storage.enterIds(ids));
  }

  private async writeAside(write: () => Promise<void>): Promise<void> {
    if (this.failed) throw this.stopped!;
    try {
      await write();
    } catch (error) {
      // What is damaged was found before anything was written.
      if (!(error instanceof DamagedData)) this.fail(error, []);
      throw error;
    }
  }

  private async run(): Promise<void> {
    // Whatever else arrives in this turn of the event loop joins the first group.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) await this.commit(this.take());
    this.running = undefined;
  }

  private take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { request } of this.waiting) {
      if (count > 0 && (count >= GROUP_COUNT || bytes > GROUP_BYTES)) break;
      if ('events' in request) for (const event of request.events) bytes += sizeOf(event);
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async commit(group: readonly Waiting[]): Promise<void> {
    const overdue = setInterval(() => this.expire(group), COMMIT_MS / 4);
    try {
      const loaded = await this.prefetch(group);
      if (loaded) await this.decide(group, loaded);
    } finally {
      clearInterval(overdue);
    }
  }

  private async decide(group: readonly Waiting[], loaded: GroupReads): Promise<void> {
    const draft = new GroupDraft(this.sources.storage, this.position, loaded);
    const answers: (() => void)[] = [];
    for (const { request, resolve, reject } of group) {
      try {
        const failed = failureOf(request, loaded);
        if (failed) throw failed;
        const decided = draft.decide(request);
        const outcome = decided instanceof Promise ? await decided : decided;
        answers.push(() => resolve(outcome));
      } catch (error) {
        reject(error);
      }
    }
    if (await this.write(draft, group)) for (const answer of answers) answer();
  }

  private async prefetch(group: readonly Waiting[]): Promise<GroupReads | undefined> {
    try {
      return await readForGroup(group.map(({ request }) => request), this.sources);
    } catch (error) {
      for (const { reject } of group) reject(error);
      return undefined;
    }
  }

  private async write(draft: GroupDraft, group: readonly Waiting[]): Promise<boolean> {
    if (this.failed) return this.refuse(group);
    const { batch, events } = draft;
    if (events.length === 0) return true;
    try {
      await this.sources.storage.write(batch);
    } catch (error) {
      this.fail(error, group);
      return false;
    }
    this.position += events.length;
    for (const [stream, last] of batch.heads) {
      this.sources.heads.set(stream, last);
      if (batch.entered.has(stream)) this.sources.ids.set(stream, last);
    }
    for (const [stream, metadata] of draft.metadata) this.sources.metadata.set(stream, metadata);
    this.onCommit(events, this.position);
    return true;
  }

  /** A rewrite failed while this group was read for: what is on disk is unknown, so nothing more is written, nor answered from it. */
  private refuse(group: readonly Waiting[]): false {
    for (const { reject } of group) reject(this.stopped);
    return false;
  }

  /** Those being written may yet be stored and must be asked for again; those behind them never will be. */
  private expire(group: readonly Waiting[]): void {
    const late = ({ since }: Waiting): boolean => Date.now() - since >= COMMIT_MS;
    const error = new CommitTimeout();
    for (const { reject } of [...group, ...this.waiting].filter(late)) reject(error);
    this.waiting = this.waiting.filter((waiting) => !late(waiting));
  }

  private fail(cause: unknown, group: readonly Waiting[]): void {
    this.failed = true;
    this.stopped = new LogStopped('a write failed', { cause });
    for (const { reject } of [...group, ...this.waiting.splice(0)]) reject(this.stopped);
    this.onFailure(new Error(messageOf(cause), { cause }));
  }
}

const failureOf = ({ stream }: GroupRequest, { failures }: GroupReads): unknown =>
  failures.size > 0 ? failures.get(stream) ?? failures.get(ruledBy(stream)) ?? failures.get(metastreamOf(stream)) : undefined;
