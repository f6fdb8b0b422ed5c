import { setTimeout as sleep } from 'node:timers/promises';
import { Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { PlatformDocument } from '../documents/documents.js';
import type { Delivery } from './delivery.js';
import { Lanes } from './lanes.js';
import type { Post } from './posts.js';

/** How long a stop waits for posts that are under way. */
const LAST_POSTS_WITHIN = 2_000;

interface Letter {
  readonly document: PlatformDocument;
  readonly post: Post;
}

/** Posts of one document in order, documents side by side; keeps count, and notes in each document how it went. */
export class Reporter implements BeforeApplicationShutdown {
  private readonly lanes: Lanes<Letter>;
  private readonly logger = new Logger('Instrumentation');
  private posted = 0;
  private dropped = 0;

  constructor(
    private readonly delivery: Pick<Delivery, 'deliver' | 'close'>,
    concurrency: number,
  ) {
    this.lanes = new Lanes(concurrency, (letter) => this.post(letter));
  }

  /** Posts accepted, dropped for good, and still to come. */
  get counts(): { readonly posted: number; readonly dropped: number; readonly posting: number } {
    return { posted: this.posted, dropped: this.dropped, posting: this.lanes.size };
  }

  add(document: PlatformDocument, posts: readonly Post[]): void {
    this.lanes.add(
      document.id,
      posts.map((post) => ({ document, post })),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const deadline = Date.now() + LAST_POSTS_WITHIN; this.lanes.size > 0 && Date.now() < deadline; ) {
      await sleep(20);
    }
    if (this.lanes.size > 0) this.logger.warn(`${this.lanes.size} posts are lost: the platform stops`);
    await this.delivery.close();
  }

  private async post({ document, post }: Letter): Promise<void> {
    const outcome = await this.delivery.deliver(post.body);
    if (outcome === 'accepted') this.posted++;
    else this.dropped++;
    if (!post.extra) document.posting[post.phase] = outcome;
  }
}
