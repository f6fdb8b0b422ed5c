import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const DEADLINE = 60_000;
const END_OF_MAIL = '\r\n.\r\n';

/**
 * A mail server that takes everything and keeps nothing but when it came. It greets at once: servers that wait
 * for early talkers would add their own 100 ms to every mail.
 */
export class MailSink {
  private readonly waiting = new Map<string, (at: number) => void>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((socket) => this.talk(socket));
  }

  static async start(): Promise<MailSink> {
    const sink = new MailSink();
    await once(sink.server.listen(0, '127.0.0.1'), 'listening');
    return sink;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** When a mail came that holds the text: by performance.now(). */
  async mailWith(text: string): Promise<number> {
    const over = new AbortController();
    const come = new Promise<number>((resolve) => this.waiting.set(text, resolve));
    const late = sleep(DEADLINE, undefined, { signal: over.signal }).then(() => {
      throw new Error(`No mail came within ${DEADLINE} ms.`);
    });
    late.catch(() => undefined);
    return Promise.race([come, late]).finally(() => over.abort());
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  /** RFC 5321, as far as it goes without any extension. */
  private talk(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket)).on('error', () => socket.destroy());
    let [input, isMail] = ['', false];
    socket.setEncoding('utf8').on('data', (chunk) => {
      input += String(chunk);
      for (let end = endOf(input, isMail); end > 0; end = endOf(input, isMail)) {
        const said = input.slice(0, end);
        input = input.slice(end);
        if (isMail) this.take(said);
        isMail = !isMail && /^DATA/i.test(said);
        socket.write(isMail ? '354 go on\r\n' : /^QUIT/i.test(said) ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
    socket.write('220 sink\r\n');
  }

  private take(mail: string): void {
    const now = performance.now();
    for (const [text, resolve] of this.waiting) {
      if (!mail.includes(text)) continue;
      this.waiting.delete(text);
      resolve(now);
    }
  }
}

/** Where the next command, or the mail, ends; 0 while it does not. */
function endOf(input: string, isMail: boolean): number {
  const mark = isMail ? END_OF_MAIL : '\r\n';
  const place = input.indexOf(mark);
  return place < 0 ? 0 : place + mark.length;
}
