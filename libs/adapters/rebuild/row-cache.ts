/** Where rows go that are not at hand. */
export interface RowStore {
  find(keys: readonly string[]): Promise<ReadonlyMap<string, object>>;
  save(rows: readonly object[]): Promise<void>;
}

/** Rows of a statement. */
const ROWS = 2_000;

/**
 * Keeps the rows at hand that were changed last, and writes the others: two generations, so that one costs two maps and
 * no list. A row that is changed again and again is written once.
 */
export class RowCache {
  private young = new Map<string, object>();
  private old = new Map<string, object>();
  private hasWritten = false;

  constructor(
    private readonly store: RowStore,
    /** Rows of a generation. */
    private readonly most: number,
  ) {}

  /** Those there are of `keys`. */
  async find(keys: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const found = new Map<string, object>();
    const missing: string[] = [];
    for (const key of keys) {
      const row = this.young.get(key) ?? this.old.get(key);
      if (row) found.set(key, row);
      else missing.push(key);
    }
    if (!this.hasWritten || missing.length === 0) return found;
    for (const [key, row] of await this.store.find(missing)) found.set(key, row);
    return found;
  }

  /** Takes changed rows in; the oldest may be written. */
  async put(rows: ReadonlyMap<string, object>): Promise<void> {
    for (const [key, row] of rows) {
      this.old.delete(key);
      this.young.set(key, row);
    }
    if (this.young.size < this.most) return;
    const oldest = this.old;
    [this.old, this.young] = [this.young, new Map()];
    await this.write(oldest);
  }

  /** Writes everything, and keeps nothing. */
  async drain(): Promise<void> {
    for (const rows of [this.old, this.young]) await this.write(rows);
    [this.old, this.young] = [new Map(), new Map()];
  }

  private async write(rows: ReadonlyMap<string, object>): Promise<void> {
    if (rows.size === 0) return;
    this.hasWritten = true;
    const all = [...rows.values()];
    for (let from = 0; from < all.length; from += ROWS) await this.store.save(all.slice(from, from + ROWS));
  }
}
