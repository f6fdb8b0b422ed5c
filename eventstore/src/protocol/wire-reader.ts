const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;
const NOTHING = Buffer.alloc(0);

/** Bytes that are no message of the protocol. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

/**
 * Walks the fields of a protobuf message and never beyond its end: the generated decoder loops for minutes over a
 * length that is a lie. Unknown fields are passed over by not asking for them.
 */
export class WireReader {
  /** Number of the present field. */
  field = 0;
  /** Value of a numeric field; above 2^53 only near it. */
  number = 0;
  /** Content of a field with a length; a view, not a copy. */
  bytes: Buffer = NOTHING;
  private at = 0;
  private numberStart = 0;

  constructor(private readonly message: Buffer) {}

  /** Moves to the next field; false at the end. Throws MalformedMessage. */
  next(): boolean {
    if (this.at >= this.message.length) return false;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    const kind = tag % 8;
    this.number = 0;
    this.bytes = NOTHING;
    if (kind === VARINT) this.number = this.varint();
    else if (kind === LENGTH_DELIMITED) this.bytes = this.take(this.varint());
    else if (kind === FIXED64) this.take(8);
    else if (kind === FIXED32) this.take(4);
    else throw new MalformedMessage(`field ${this.field} has wire type ${kind}`);
    return true;
  }

  get text(): string {
    return this.bytes.toString();
  }

  /** The number, exactly, as 64 bits. */
  get exact(): bigint {
    let value = 0n;
    for (let at = this.numberStart, shift = 0n; at < this.at; at++, shift += 7n) value |= BigInt(this.message[at]! & 0x7f) << shift;
    return BigInt.asUintN(64, value);
  }

  private varint(): number {
    this.numberStart = this.at;
    let value = 0;
    for (let factor = 1, n = 0; n < 10; factor *= 0x80, n++) {
      const byte = this.message[this.at++];
      if (byte === undefined) throw new MalformedMessage('the message ends within a number');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new MalformedMessage('a number has more than 64 bits');
  }

  private take(length: number): Buffer {
    const end = this.at + length;
    if (end > this.message.length) throw new MalformedMessage('a field is longer than its message');
    const taken = this.message.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
