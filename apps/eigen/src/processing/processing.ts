import type { OnModuleDestroy } from '@nestjs/common';
import type { PlatformClock } from '../clock/platform-clock.js';
import type { PlatformDocument } from '../documents/documents.js';
import { endPosts, startPosts, type Fate } from '../instrumentation/posts.js';
import type { Reporter } from '../instrumentation/reporter.js';
import type { Misbehaviour } from '../misbehaviour/misbehaviour.js';
import { afterRealTime, WorkQueue } from './work-queue.js';

/** Who works, and how long each document takes. */
export interface Workforce {
  readonly workers: number;
  readonly serviceSeconds: () => number;
}

interface Begun {
  readonly start: number;
  readonly fate: Fate;
}

/** Works the documents off, and has the start and end of each reported; that never holds the work up. */
export class Processing implements OnModuleDestroy {
  private readonly queue: WorkQueue<PlatformDocument, Begun>;

  constructor(
    { workers, serviceSeconds }: Workforce,
    private readonly clock: PlatformClock,
    private readonly misbehaviour: Misbehaviour,
    private readonly reporter: Reporter,
  ) {
    const started = (document: PlatformDocument): Begun => this.started(document);
    const ended = (document: PlatformDocument, begun: Begun): void => this.ended(document, begun);
    this.queue = new WorkQueue({ count: workers, serviceSeconds, started, ended }, afterRealTime);
  }

  /** Not before the upload has had the chance to be answered. */
  accept(documents: readonly PlatformDocument[]): void {
    setImmediate(() => documents.forEach((document) => this.queue.add(document)));
  }

  get load(): { readonly length: number; readonly busy: number } {
    return { length: this.queue.length, busy: this.queue.busy };
  }

  onModuleDestroy(): void {
    this.queue.stop();
  }

  private started(document: PlatformDocument): Begun {
    const [start, fate] = [this.clock.micros(), this.misbehaviour.fate()];
    document.start = start;
    for (const phase of fate.lost) document.posting[phase] = 'lost';
    this.reporter.add(document, startPosts(document, start, fate));
    return { start, fate };
  }

  private ended(document: PlatformDocument, { start, fate }: Begun): void {
    const end = this.clock.micros();
    document.end = end;
    this.reporter.add(document, endPosts(document, { start, end }, fate));
  }
}
