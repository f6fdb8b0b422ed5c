/**
 * Tells slowking when a platform's processing of each document began and ended. Needs nothing but Node.js 24.
 *
 * SLOWKING_API_URL  http://127.0.0.1:8091
 * SLOWKING_API_KEY  where the API asks for one; not needed where posts are signed
 * SLOWKING_WEBHOOK_SECRET  whsec_…, where the target has one
 * BENCHMARK_HOST    the platform's address as the benchmark was given it
 * PROJECT_ID        the project that the documents were uploaded to
 *
 * One document a line on standard input: name, start and end, separated by tabs; times in seconds since 1970.
 */
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const { SLOWKING_API_URL = 'http://127.0.0.1:8091', BENCHMARK_HOST, PROJECT_ID } = process.env;
const { SLOWKING_API_KEY, SLOWKING_WEBHOOK_SECRET } = process.env;
const URL = `${SLOWKING_API_URL.replace(/\/$/, '')}/api/v1/benchmarks/documents/`;
const PATIENCE = 120_000;

/** Seconds since 1970, as text so that no digit is lost. */
type Moment = string;
type Moments = { readonly start_time: Moment } | { readonly end_time: Moment };

/** Posts one after the other, and never makes the path that is measured wait. */
class Instrumentation {
  private failures = 0;
  private last: Promise<void> = Promise.resolve();

  started(documentName: string, at: Moment = now()): void {
    this.tell(documentName, { start_time: at });
  }

  ended(documentName: string, at: Moment = now()): void {
    this.tell(documentName, { end_time: at });
  }

  /** Once everything has been told: whether all of it was accepted. */
  async flush(): Promise<boolean> {
    await this.last;
    return this.failures === 0;
  }

  private tell(document_name: string, moments: Moments): void {
    const body = { document_name, benchmark_host_name: BENCHMARK_HOST, eigen_project_id: PROJECT_ID, ...moments };
    this.last = this.last.then(async () => {
      if (!(await deliver(document_name, JSON.stringify(body)))) this.failures += 1;
    });
  }
}

const now = (): Moment => ((performance.timeOrigin + performance.now()) / 1000).toFixed(6);

/** Again and again while the API is away; the same post twice does no harm. */
async function deliver(documentName: string, body: string): Promise<boolean> {
  const deadline = Date.now() + PATIENCE;
  const id = `msg_${crypto.randomUUID()}`;
  for (let pause = 100; ; pause = Math.min(2 * pause, 5000)) {
    const { status, text } = await post(id, body);
    if (status >= 200 && status < 300) return true;
    const mayPass = status === 0 || status === 429 || status >= 500;
    if (!mayPass || Date.now() > deadline) {
      console.error(`${documentName}: ${status} ${text}`);
      return false;
    }
    await sleep(pause);
  }
}

async function post(id: string, body: string): Promise<{ status: number; text: string }> {
  const authorization = SLOWKING_API_KEY ? { authorization: `Bearer ${SLOWKING_API_KEY}` } : {};
  const headers = { 'content-type': 'application/json', ...authorization, ...(await signature(id, body)) };
  try {
    const response = await fetch(URL, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    return { status: response.status, text: (await response.text()).slice(0, 500) };
  } catch (error) {
    return { status: 0, text: String(error) };
  }
}

async function signature(id: string, body: string): Promise<Record<string, string>> {
  if (!SLOWKING_WEBHOOK_SECRET) return {};
  const at = String(Math.floor(Date.now() / 1000));
  const secret = Buffer.from(SLOWKING_WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64');
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signed = await crypto.subtle.sign('HMAC', key, Buffer.from(`${id}.${at}.${body}`));
  const value = `v1,${Buffer.from(signed).toString('base64')}`;
  return { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': value };
}

if (!BENCHMARK_HOST || !PROJECT_ID) {
  console.error('BENCHMARK_HOST and PROJECT_ID must be set');
  process.exit(1);
}
const instrumentation = new Instrumentation();
for await (const line of createInterface({ input: process.stdin })) {
  const [name = '', start, end] = line.split('\t');
  instrumentation.started(name, start);
  instrumentation.ended(name, end);
}
process.exitCode = (await instrumentation.flush()) ? 0 : 1;
