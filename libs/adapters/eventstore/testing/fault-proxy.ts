import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A line to a store, which can be cut, delayed, or made to swallow everything. */
export class FaultProxy {
  private readonly sockets = new Set<Socket>();
  private isHole = false;
  private delayMs = 0;
  /** How many bytes of answers still pass before the line is cut. */
  private cutAfter = Infinity;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (socket) => this.join(socket));
  }

  static async to(port: number): Promise<FaultProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, port);
  }

  get url(): string {
    return `esdb://127.0.0.1:${(this.server.address() as AddressInfo).port}?tls=false`;
  }

  get connections(): number {
    return this.sockets.size / 2;
  }

  /** Nothing arrives any more, and nobody is told; connections that are made now are swallowed too. */
  swallow(): void {
    this.isHole = true;
  }

  delay(ms: number): void {
    this.delayMs = ms;
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  cutAfterAnswering(bytes: number): void {
    this.cutAfter = bytes;
  }

  /** New connections work again. One that has lost bytes stays as dead as it is. */
  heal(): void {
    this.isHole = false;
    this.delayMs = 0;
    this.cutAfter = Infinity;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = connect(this.target, '127.0.0.1');
    const pair = { isDead: false };
    this.pass(near, far, pair, () => 0);
    this.pass(far, near, pair, (bytes) => this.count(bytes));
  }

  private pass(from: Socket, to: Socket, pair: { isDead: boolean }, answered: (bytes: number) => number): void {
    this.sockets.add(from);
    from.on('data', (bytes) => {
      pair.isDead ||= this.isHole;
      if (pair.isDead) return;
      if (this.delayMs > 0) setTimeout(() => to.write(bytes), this.delayMs);
      else to.write(bytes);
      if (answered(bytes.length) < 0) this.cut();
    });
    from.on('error', () => undefined);
    from.on('close', () => {
      this.sockets.delete(from);
      if (!pair.isDead) to.destroy();
    });
  }

  private count(bytes: number): number {
    this.cutAfter -= bytes;
    const left = this.cutAfter;
    if (left < 0) this.cutAfter = Infinity;
    return left;
  }
}
