import type { ClassicLevel } from 'classic-level';

export type Level = ClassicLevel<Buffer, Buffer>;

type Operation = { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer } | { readonly type: 'del'; readonly key: Buffer };

/** A database on a machine that can lose its power: what was not synced by then is gone, which a killed process does not show. */
export class PowerCut {
  private readonly unsynced: Operation[] = [];
  private syncing: Promise<void> = Promise.resolve();
  private isOff = false;

  /** Both open and empty: one as the running machine sees it, one as it lies on the disk. */
  constructor(
    private readonly seen: Level,
    private readonly durable: Level,
  ) {}

  /** For a storage: the database as the running machine sees it. */
  get level(): Level {
    return new Proxy(this.seen, {
      get: (target, name) => {
        if (name === 'batch') return () => this.batch();
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === 'function' ? member.bind(target) as unknown : member;
      },
    });
  }

  /** Answers the database as it is found when the power is back. */
  async cut(): Promise<Level> {
    this.isOff = true;
    await this.syncing;
    return this.durable;
  }

  private batch() {
    const operations: Operation[] = [];
    const batch = {
      put: (key: Buffer, value: Buffer) => (operations.push({ type: 'put', key, value }), batch),
      del: (key: Buffer) => (operations.push({ type: 'del', key }), batch),
      write: ({ sync = false } = {}) => this.write(operations, sync),
    };
    return batch;
  }

  private async write(operations: readonly Operation[], isSynced: boolean): Promise<void> {
    await this.seen.batch([...operations]);
    if (this.isOff) throw new Error('the power has failed');
    this.unsynced.push(...operations);
    if (isSynced) await (this.syncing = this.durable.batch(this.unsynced.splice(0)));
  }
}
