import '#node-version';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { runProgram } from '#adapters/settings';

/** Milliseconds from the last byte of an upload to its acknowledgement. */
const LATENESS = 50;

type Answer = (response: ServerResponse) => void;

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer => (response) =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

/** As much of a platform as takes documents; it never reports what became of them. */
const ROUTES: Readonly<Record<string, Answer>> = {
  'POST /auth/v1/token/': json(200, {}, { 'set-cookie': 'sessionid=bench' }),
  'POST /api/project_management/v2/projects/': json(201, { document_type_id: 1 }),
  'POST /api/v1/document_uploader/': (response) => void setTimeout(() => json(202, {})(response), LATENESS),
};

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = ROUTES[`${request.method} ${request.url}`] ?? json(404, {});
  await once(request.resume(), 'end');
  answer(response);
}

await runProgram(async () => {
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { ready: `http://127.0.0.1:${port}`, stop };
});
