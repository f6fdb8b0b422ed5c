/** A map that forgets what was not asked for longest, as soon as all entries together weigh too much. */
export class WeightedLru<Key, Value> {
  private readonly entries = new Map<Key, { readonly value: Value; weight: number }>();
  private total = 0;

  constructor(private readonly limit: number) {}

  get(key: Key): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Adds an entry, or weighs it anew. The newest one stays, however heavy it is. */
  set(key: Key, value: Value, weight: number): void {
    this.delete(key);
    this.entries.set(key, { value, weight });
    this.total += weight;
    for (const [oldest] of this.entries) {
      if (this.total <= this.limit || oldest === key) return;
      this.delete(oldest);
    }
  }

  delete(key: Key): void {
    this.total -= this.entries.get(key)?.weight ?? 0;
    this.entries.delete(key);
  }
}
