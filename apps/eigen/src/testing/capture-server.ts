import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Instrumentation } from '../instrumentation/posts.js';

/** One request that came in, and what it was answered. */
export interface Captured {
  readonly method: string;
  readonly path: string;
  readonly body: Instrumentation;
  /** The body as it came. */
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
  readonly status: number;
}

/** What a post is answered; `hang` for never. */
export type Answer = (body: Instrumentation) => number | 'hang';

/** Stands where slowking's API would, and keeps what it is told. */
export class CaptureServer {
  readonly captured: Captured[] = [];
  answer: Answer = () => 202;
  /** The most requests it had open at once. */
  peak = 0;
  private open = 0;
  private server: Server | undefined;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get bodies(): readonly Instrumentation[] {
    return this.captured.map(({ body }) => body);
  }

  /** On the same port each time. */
  async listen(): Promise<void> {
    this.server = createServer((request, response) => {
      const taken = this.take(request).then((status) => status && response.writeHead(status).end('{"code":"for-the-test"}'));
      // Whoever breaks off in the middle of a request is not answered.
      taken.catch(() => response.destroy());
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.server?.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage): Promise<number> {
    this.peak = Math.max(this.peak, ++this.open);
    const raw = await text(request);
    const body = JSON.parse(raw) as Instrumentation;
    const answer = this.answer(body);
    const status = answer === 'hang' ? 0 : answer;
    const { method = '', url: path = '', headers } = request;
    this.captured.push({ method, path, body, text: raw, headers, status });
    if (status) this.open--;
    return status;
  }
}
