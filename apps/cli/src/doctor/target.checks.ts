import { because, fail, ok, warn, type Finding } from './check.js';

const MOCK = 'http://127.0.0.1:8283';

/** Whether the target answers, and how far its clock is from ours. */
export async function checkTarget(target: string | undefined): Promise<readonly Finding[]> {
  const url = (target ?? MOCK).replace(/^(?![a-z][a-z0-9+.-]*:\/\/)/i, 'http://').replace(/\/+$/, '');
  try {
    const response = await ask(`${url}/health`);
    await response.body?.cancel();
    if (response.status >= 500) return [fail('target', `${url}/health answers ${response.status}`, 'See the log of the platform.')];
    return [ok('target', `${url} answers`), await checkClock(url)];
  } catch (error) {
    const detail = `${url} is not reachable from here: ${because(error)}`;
    if (target !== undefined) return [fail('target', detail, 'Is it running, and may slowking call it (SLOWKING_TARGETS)?')];
    return [warn('target', detail, 'That is the mock platform of `npm start`; name yours with --target.')];
  }
}

/** Times are compared by the platform's own clock alone; the offset matters to those who read both. */
async function checkClock(url: string): Promise<Finding> {
  try {
    const asked = Date.now();
    const { received_at: received } = (await (await ask(`${url}/api/v1/time`)).json()) as { received_at?: unknown };
    if (typeof received !== 'number') return ok('target clock', 'the target does not tell its time, and need not');
    const offset = received - (asked + Date.now()) / 2000;
    const detail = `${offset >= 0 ? '+' : ''}${offset.toFixed(3)} s from ours`;
    return Math.abs(offset) < 5 ? ok('target clock', detail) : warn('target clock', detail, 'Latencies do not suffer, times in reports do: set the clocks.');
  } catch {
    return ok('target clock', 'the target does not tell its time, and need not');
  }
}

const ask = (url: string): Promise<Response> => fetch(url, { signal: AbortSignal.timeout(5000), redirect: 'manual' });
