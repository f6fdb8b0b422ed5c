import type { Health } from '../http/api-types.js';
import type { SlowkingApi } from '../http/slowking-api.js';
import { because, fail, ok, warn, type Finding } from './check.js';

/** Positions of the log that a consumer may be behind without a word. */
const LAG = 1000;

/** Whether the API answers, how its parts are, whether the key opens it, and whether work is parked. */
export async function checkApi(api: SlowkingApi): Promise<{ findings: readonly Finding[]; isReachable: boolean }> {
  const { url } = api.connection;
  const began = performance.now();
  try {
    const health = await api.health();
    const reached = ok('api', `${url} answers in ${Math.round(performance.now() - began)} ms`);
    if (!health) return { isReachable: true, findings: [reached, warn('parts', 'the API does not tell how its parts are', 'Give a key with SLOWKING_API_KEY.')] };
    return { isReachable: true, findings: [reached, ...partsOf(health), ...consumersOf(health), await parkedOf(api)] };
  } catch (error) {
    const hint = 'Start it with `npm start`, or name another address with --api or SLOWKING_API.';
    return { isReachable: false, findings: [fail('api', because(error), hint)] };
  }
}

const HINTS: Readonly<Record<string, string>> = {
  event_store: 'Commands wait for it: see its log, and EVENTSTORE_URL.',
  read_models: 'Queries and new steps of runs wait for it: see its log, and DATABASE_URL.',
};

const partsOf = ({ parts }: Health): readonly Finding[] =>
  Object.entries(parts).map(([part, { status, detail }]) =>
    status === 'up' ? ok(part, 'it answers') : fail(part, detail ?? 'it is down', HINTS[part] ?? 'See the log of the API.'),
  );

function consumersOf({ consumers }: Health): readonly Finding[] {
  if (consumers.length === 0) return [warn('consumers', 'none has ever read the log', 'Is a worker running?')];
  const blocked = consumers.flatMap(({ consumer, blocked: why }) => (why ? [`${consumer} since ${why.since}: ${why.reason}`] : []));
  if (blocked.length > 0) return blocked.map((each) => fail('consumers', `blocked: ${each}`, 'It goes on by itself once that is done.'));
  const behind = consumers.filter(({ lag }) => lag !== null && lag > LAG).map(({ consumer, lag }) => `${consumer} by ${lag}`);
  if (behind.length === 0) return [ok('consumers', `${consumers.length} keep up with the log`)];
  return [warn('consumers', `behind the log: ${behind.join(', ')}`, 'It passes under load; if it stays, see the log of the worker.')];
}

async function parkedOf(api: SlowkingApi): Promise<Finding> {
  try {
    const { length } = (await api.parked()).items;
    if (length === 0) return ok('parked jobs', 'none');
    return warn('parked jobs', `${length} failed for good`, '`slowking parked` shows them.');
  } catch (error) {
    return warn('parked jobs', `unknown: ${because(error)}`, 'The read models or the key may be the reason.');
  }
}
