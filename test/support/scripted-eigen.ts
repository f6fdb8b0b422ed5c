import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const SESSION = 'sessionid=5e55104; Path=/';
const CREATED = { document_type_id: 7, guid: 'guid-7', name: 'a project' };

/** What a platform does with a request; true: it has been answered. */
export type Script = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A platform that takes every document, works on none, and makes project 7 whenever it is asked for a project. */
export class ScriptedEigen {
  /** Method and path of each request. */
  readonly requests: string[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response).catch(() => response.destroy()));

  private constructor(private readonly script: Script) {}

  static async start(script: Script = () => false): Promise<ScriptedEigen> {
    const platform = new ScriptedEigen(script);
    platform.server.listen(0, '127.0.0.1');
    await once(platform.server, 'listening');
    return platform;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests.push(`${request.method} ${request.url}`);
    for await (const chunk of request) void chunk;
    if (this.script(request, response)) return;
    const [status, body] = usual(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json', 'set-cookie': SESSION }).end(JSON.stringify(body));
  }
}

function usual(path: string): [status: number, body: object] {
  if (path.startsWith('/auth/v1/token')) return [200, { expires_in: 3600 }];
  if (path.startsWith('/api/v2/api-csrf-token')) return [200, { csrftoken: 'c5f' }];
  if (path.startsWith('/api/project_management/v2/projects')) return [201, CREATED];
  if (path.startsWith('/api/v1/document_uploader')) return [202, { accepted: true }];
  return [404, { error: { detail: 'Not found.' } }];
}
