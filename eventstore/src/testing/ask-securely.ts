import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';

interface Asked {
  readonly port: number;
  /** In PEM. */
  readonly ca: string;
  readonly method: string;
  readonly path: string;
  /** `name:password`; without it nobody asks. */
  readonly auth?: string | undefined;
  readonly body?: unknown;
}

/** What a node with a certificate answers over HTTP. */
export const askSecurely = ({ body, ...where }: Asked) => new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: unknown }>((resolve, reject) => {
  const text = body === undefined ? '' : JSON.stringify(body);
  const asking = request({ host: 'localhost', ...where, headers: { 'content-length': Buffer.byteLength(text) } }, (response) => {
    let answer = '';
    response.on('data', (chunk) => (answer += chunk)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: answer === '' ? undefined : JSON.parse(answer) }));
  });
  asking.on('error', reject).end(text);
});
