import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Context } from '../context.js';
import { Connection } from '../http/connection.js';
import { SlowkingApi } from '../http/slowking-api.js';
import { Screen } from '../output/screen.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** Something that is asked as the API is, and answers as a test says. */
export class ScriptedApi {
  /** What was asked, in this order. */
  readonly asked: IncomingMessage[] = [];
  private readonly out = new PassThrough();
  private readonly err = new PassThrough();

  private constructor(private readonly server: Server) {}

  static async start(answer: Answer): Promise<ScriptedApi> {
    const server = createServer();
    const api = new ScriptedApi(server);
    server.on('request', (request, response) => {
      api.asked.push(request);
      answer(response, request);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** What a command works with, and what it says is kept. */
  context({ isJson = false, isTerminal = false } = {}): Context {
    const err = Object.assign(this.err, isTerminal && { isTTY: true, columns: 120 });
    const screen = new Screen(isJson, this.out as unknown as NodeJS.WriteStream, err as unknown as NodeJS.WriteStream, {});
    return { api: new SlowkingApi(new Connection(this.url, undefined)), screen };
  }

  /** All that was said. */
  async said(): Promise<{ readonly out: string; readonly err: string }> {
    const [out, err] = await Promise.all([text(this.out.end()), text(this.err.end())]);
    return { out, err };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Answers with a JSON document. */
export function sendJson(response: ServerResponse, body: unknown, status = 200, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}
