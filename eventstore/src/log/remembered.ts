const MOST_CHARACTERS = 16 * 1024 * 1024;
/** What an entry costs besides its name, about. */
const ENTRY = 100;

/**
 * Something about each stream, by name: read when first needed, then kept within a bounded number of characters,
 * as whoever reads chooses the names.
 */
export class Remembered<Value> {
  private readonly known = new Map<string, Value>();
  private readonly reads = new Map<string, Promise<Value>>();
  private characters = 0;

  constructor(
    private readonly read: (stream: string) => Promise<Value>,
    /** How much a value weighs besides its name. */
    private readonly weigh: (value: Value) => number,
    private readonly most = MOST_CHARACTERS,
  ) {}

  async of(stream: string): Promise<Value> {
    return this.known.get(stream) ?? this.reads.get(stream) ?? this.begin(stream);
  }

  /** What is in memory already, so that a hot path need not wait. */
  peek(stream: string): Value | undefined {
    return this.known.get(stream);
  }

  /** To be called with what has just become durable. */
  set(stream: string, value: Value): void {
    this.reads.delete(stream);
    this.keep(stream, value);
  }

  private begin(stream: string): Promise<Value> {
    // What was set while it was being read is newer, and may be forgotten by now.
    const settled = (settle: () => Value): Value | Promise<Value> => {
      if (this.reads.get(stream) !== reading) return this.of(stream);
      this.reads.delete(stream);
      return settle();
    };
    const reading: Promise<Value> = this.read(stream).then(
      (value) => settled(() => this.keep(stream, value)),
      (error: unknown) => settled(() => {
        throw error;
      }),
    );
    this.reads.set(stream, reading);
    return reading;
  }

  private keep(stream: string, value: Value): Value {
    this.forget(stream);
    this.known.set(stream, value);
    this.characters += this.cost(stream, value);
    while (this.characters > this.most) this.forget(this.known.keys().next().value!);
    return value;
  }

  private forget(stream: string): void {
    const value = this.known.get(stream);
    if (value === undefined) return;
    this.known.delete(stream);
    this.characters -= this.cost(stream, value);
  }

  private cost(stream: string, value: Value): number {
    return ENTRY + stream.length + this.weigh(value);
  }
}
