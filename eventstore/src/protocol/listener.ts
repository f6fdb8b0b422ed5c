import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0');
/** A connection that has not said anything by then is closed. */
const SILENCE_MS = 10_000;

/** Listens on one port for two protocols: the first bytes of a connection say which it speaks, or the handshake where there is one. */
export class Listener {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly toHttp2: (socket: Socket) => void,
    private readonly toHttp1: (socket: Socket) => void,
    tls: Certificate | undefined,
  ) {
    this.server = tls
      ? createTlsServer({ ...tls, noDelay: true, ALPNProtocols: ['h2', 'http/1.1'], requestCert: true, rejectUnauthorized: false, handshakeTimeout: SILENCE_MS })
        .on('secureConnection', (socket) => this.acceptSecure(socket))
      : createServer({ noDelay: true }, (socket) => this.accept(socket));
    if (tls) this.server.on('connection', (socket: Socket) => this.keep(socket));
  }

  /** The port; 0 asks for a free one. */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** No new connections; those there are go on. */
  stopListening(): void {
    this.server.close();
  }

  /** Waits until every connection is closed, and closes what is left after a time. */
  async closed(deadline: number): Promise<void> {
    const late = setTimeout(() => this.destroy(), deadline);
    await Promise.all(Array.from(this.sockets, (socket) => new Promise((resolve) => void socket.once('close', resolve))));
    clearTimeout(late);
  }

  /** Cuts every connection. */
  destroy(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }

  private acceptSecure(socket: TLSSocket): void {
    this.keep(socket);
    // Users come with a password here: who comes with a certificate would be taken for somebody else.
    if (Object.keys(socket.getPeerCertificate()).length > 0) return void socket.destroy();
    (socket.alpnProtocol === 'h2' ? this.toHttp2 : this.toHttp1)(socket);
  }

  private accept(socket: Socket): void {
    this.keep(socket);
    const silence = setTimeout(() => socket.destroy(), SILENCE_MS);
    socket.on('close', () => clearTimeout(silence));
    let heard: Buffer = Buffer.alloc(0);
    const look = (): void => {
      const bytes = socket.read() as Buffer | null;
      if (!bytes) return;
      heard = Buffer.concat([heard, bytes]);
      const known = Math.min(heard.length, HTTP2_PREFACE.length);
      const maybeHttp2 = heard.compare(HTTP2_PREFACE, 0, known, 0, known) === 0;
      if (maybeHttp2 && known < HTTP2_PREFACE.length) return;
      socket.off('readable', look);
      clearTimeout(silence);
      socket.unshift(heard);
      (maybeHttp2 ? this.toHttp2 : this.toHttp1)(socket);
    };
    socket.on('readable', look);
  }
}
