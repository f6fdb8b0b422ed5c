import type { StoredEvent } from '../record.codec.js';
import type { Resolved } from './resolve.js';

interface Resolver {
  /** What the first of these lead to, at least one. */
  resolve(page: readonly StoredEvent[]): Promise<Resolved[]>;
}

/** What the events of a page lead to, found when a reader comes to them: a page of links may lead to far more than it holds itself. */
export class ResolvedPage {
  private part: readonly Resolved[] = [];
  private from = 0;

  constructor(
    private readonly log: Resolver,
    private readonly page: readonly StoredEvent[],
  ) {}

  /** To be asked in the order of the page. */
  async at(index: number): Promise<Resolved> {
    if (index >= this.from + this.part.length) {
      this.part = [];
      this.part = await this.log.resolve(this.page.slice(index));
      this.from = index;
    }
    return this.part[index - this.from]!;
  }
}
