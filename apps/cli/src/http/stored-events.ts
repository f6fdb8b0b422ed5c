import type { CorrelationQuery } from './api-types.js';
import { Line } from './line.js';
import { Patience } from './patience.js';
import { linesOf, serverSentEvents, textOf } from './server-sent-events.js';
import type { SlowkingApi } from './slowking-api.js';

/** What of a stream. */
export interface Wanted {
  readonly from: number;
  readonly filter: CorrelationQuery;
}

/** Every event from a revision on, a JSON document each. */
export async function* storedEvents(api: SlowkingApi, id: string, { from, filter }: Wanted): AsyncGenerator<string> {
  const { signal } = new AbortController();
  yield* linesOf(textOf(await api.events(id, 'application/x-ndjson', { from, ...filter }, signal)));
}

/** The same, and then those to come, until the run is over and told. Does not mind an API that is away for less than a minute. */
export async function* followedEvents(api: SlowkingApi, id: string, { from, filter }: Wanted): AsyncGenerator<string> {
  const patience = new Patience();
  let last = from === 0 ? undefined : from - 1;
  for (;;) {
    const line = new Line(() => patience.renew());
    let fault: unknown;
    try {
      const response = await api.liveEvents(id, last, filter, line.signal);
      if (response.status === 204) return;
      for await (const event of serverSentEvents(textOf(response, () => line.heard()))) {
        if (event.name === 'end') return;
        last = Number(event.id);
        yield event.data;
      }
    } catch (error) {
      fault = error;
    } finally {
      line.hangUp();
    }
    await patience.bear(fault);
  }
}
