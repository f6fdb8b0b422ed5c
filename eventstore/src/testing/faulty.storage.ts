import type { Storage } from '../storage/storage.port.js';

/** A storage whose next writes fail, or wait. */
export class Faulty implements Storage {
  failing: Error | undefined;
  holding: Promise<void> = Promise.resolve();
  writes = 0;
  constructor(private readonly real: Storage) {}
  get links(): Storage['links'] {
    return this.real.links;
  }
  lastPosition: Storage['lastPosition'] = () => this.real.lastPosition();
  readLog: Storage['readLog'] = (...range) => this.real.readLog(...range);
  fetch: Storage['fetch'] = (places) => this.real.fetch(places);
  readIndex: Storage['readIndex'] = (...range) => this.real.readIndex(...range);
  heads: Storage['heads'] = (streams) => this.real.heads(streams);
  findIds: Storage['findIds'] = (ids) => this.real.findIds(ids);
  compact: Storage['compact'] = (...range) => this.real.compact(...range);
  copy: Storage['copy'] = () => this.real.copy();
  close: Storage['close'] = () => this.real.close();
  enterIds: Storage['enterIds'] = (ids) => this.harmed(() => this.real.enterIds(ids));
  write: Storage['write'] = (batch) => this.harmed(() => this.real.write(batch));
  rewrite: Storage['rewrite'] = (entries) => this.harmed(() => this.real.rewrite(entries));

  private async harmed(write: () => Promise<void>): Promise<void> {
    this.writes++;
    await this.holding;
    if (this.failing) throw this.failing;
    await write();
  }
}
