/** A map whose changes lie on top of another map, which it never touches. Entries cannot be removed. */
export class LayeredMap<Key, Value extends object> {
  private readonly own = new Map<Key, Value>();
  private added = 0;

  constructor(private readonly below?: LayeredMap<Key, Value>) {}

  get size(): number {
    return (this.below?.size ?? 0) + this.added;
  }

  get(key: Key): Value | undefined {
    return this.own.get(key) ?? this.below?.get(key);
  }

  has(key: Key): boolean {
    return this.own.has(key) || (this.below?.has(key) ?? false);
  }

  set(key: Key, value: Value): this {
    if (!this.has(key)) this.added += 1;
    this.own.set(key, value);
    return this;
  }

  /** In the order in which keys were first set, layer by layer. */
  *entries(): Generator<[Key, Value]> {
    for (const [key, value] of this.below?.entries() ?? []) yield [key, this.own.get(key) ?? value];
    for (const entry of this.own) if (!this.below?.has(entry[0])) yield entry;
  }
}
