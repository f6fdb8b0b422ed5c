const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

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
  private at: number;
  private readonly end: number;
  /** Where the present field's number or its content begins; either ends where the reader is, and is empty in a field that has none. */
  private numberStart = 0;
  private contentStart = 0;

  constructor(private readonly message: Buffer, from = 0, to = message.length) {
    this.at = from;
    this.end = to;
  }

  /** Moves to the next field; false at the end. Throws MalformedMessage. */
  next(): boolean {
    if (this.at >= this.end) return false;
    const tag = this.varint();
    this.field = Math.floor(tag / 8);
    const kind = tag % 8;
    this.number = 0;
    if (kind === VARINT) this.number = this.varint();
    else if (kind === LENGTH_DELIMITED) this.pass(this.varint());
    else if (kind === FIXED64) this.pass(8);
    else if (kind === FIXED32) this.pass(4);
    else throw new MalformedMessage(`field ${this.field} has wire type ${kind}`);
    if (kind !== VARINT) this.numberStart = this.at;
    if (kind !== LENGTH_DELIMITED) this.contentStart = this.at;
    return true;
  }

  /** Content of a field with a length; a view, not a copy. */
  get bytes(): Buffer {
    return this.message.subarray(this.contentStart, this.at);
  }

  get text(): string {
    return this.message.toString('utf8', this.contentStart, this.at);
  }

  /** The fields of a field that is a message. */
  get inner(): WireReader {
    return new WireReader(this.message, this.contentStart, this.at);
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
      if (this.at >= this.end) throw new MalformedMessage('the message ends within a number');
      const byte = this.message[this.at++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new MalformedMessage('a number has more than 64 bits');
  }

  private pass(length: number): void {
    this.contentStart = this.at;
    this.at += length;
    if (this.at > this.end) throw new MalformedMessage('a field is longer than its message');
  }
}
