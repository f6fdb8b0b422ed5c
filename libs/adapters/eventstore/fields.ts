const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Walks the fields of a protobuf message where it lies, copying nothing. Throws TypeError over what is none. */
export class Fields {
  /** Number of the present field. */
  field = 0;
  /** Where the content of the present field begins and ends. */
  private from = 0;
  private to = 0;

  constructor(
    private readonly bytes: Buffer,
    private at = 0,
    private readonly end = bytes.length,
  ) {}

  /** Moves to the next field; false at the end. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    const kind = tag % 8;
    const length = kind === LENGTH_DELIMITED ? this.varint() : kind === FIXED64 ? 8 : kind === FIXED32 ? 4 : 0;
    this.from = this.at;
    if (kind === VARINT) this.varint();
    else if (length === 0 && kind !== LENGTH_DELIMITED) throw new TypeError(`A message has a field of type ${kind}.`);
    else this.at += length;
    if (this.at > this.end) throw new TypeError('A message ends within a field.');
    this.to = this.at;
    return true;
  }

  /** The message in the present field. */
  inner(): Fields {
    return new Fields(this.bytes, this.from, this.to);
  }

  text(): string {
    return this.bytes.toString('utf8', this.from, this.to);
  }

  raw(): Buffer {
    return this.bytes.subarray(this.from, this.to);
  }

  /** A number of 64 bits without a sign. */
  uint64(): bigint {
    // Seven bytes hold 49 bits.
    if (this.to - this.from <= 7) return BigInt(this.numberFrom(this.from));
    let value = 0n;
    for (let at = this.from, shift = 0n; at < this.to; at += 1, shift += 7n) value |= BigInt(this.bytes[at]! & 0x7f) << shift;
    return BigInt.asUintN(64, value);
  }

  private varint(): number {
    const value = this.numberFrom(this.at);
    while (this.bytes[this.at]! >= 0x80) this.at += 1;
    this.at += 1;
    return value;
  }

  private numberFrom(start: number): number {
    let value = 0;
    for (let at = start, factor = 1; at < start + 10; at += 1, factor *= 0x80) {
      const byte = this.bytes[at];
      if (byte === undefined) break;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new TypeError('A message ends within a number.');
  }
}
