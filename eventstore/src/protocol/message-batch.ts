/** A message that can be written into place; bytes are one. */
export interface Message {
  /** Bytes that it takes. */
  readonly length: number;
  /** Writes itself; answers how many bytes that were. */
  copy(target: Buffer, start: number): number;
}

/** What stands before each message on the wire: whether it is compressed (it never is), and its length in four bytes. */
const HEADER = 5;

/**
 * Messages of one call that leave in one write. By itself each would go through gRPC, its streams and HTTP/2 alone, which costs more
 * than to find an event and to encode it.
 */
export class MessageBatch {
  private messages: Message[] = [];
  private bytes = 0;

  /** With their headers. */
  get size(): number {
    return this.bytes;
  }

  add(message: Message): void {
    this.messages.push(message);
    this.bytes += HEADER + message.length;
  }

  /** All of them; empty afterwards. */
  take(): TakenMessages {
    const taken = new TakenMessages(this.messages, this.bytes);
    [this.messages, this.bytes] = [[], 0];
    return taken;
  }
}

/**
 * What @grpc/grpc-js takes for one message: it makes room for a header and so many bytes, writes the header, and has the message copy
 * itself behind. This one writes its messages from the beginning on, each with its header.
 */
export class TakenMessages {
  readonly byteLength: number;

  constructor(private readonly messages: readonly Message[], size: number) {
    this.byteLength = size - HEADER;
  }

  copy(target: Buffer): void {
    let at = 0;
    for (const message of this.messages) {
      target[at] = 0;
      target.writeUInt32BE(message.length, at + 1);
      at += HEADER + message.copy(target, at + HEADER);
    }
  }
}
