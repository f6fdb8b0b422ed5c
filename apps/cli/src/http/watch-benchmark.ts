import type { Benchmark } from './api-types.js';
import { Line } from './line.js';
import { Patience } from './patience.js';
import { serverSentEvents, textOf } from './server-sent-events.js';
import type { SlowkingApi } from './slowking-api.js';

/** How a benchmark stands, again and again, until it is over and told. Goes on where a broken connection left it. */
export async function* watchBenchmark(api: SlowkingApi, id: string, abort?: AbortSignal): AsyncGenerator<Benchmark> {
  const patience = new Patience(abort);
  let newest: Benchmark | undefined;
  for (;;) {
    const line = new Line(() => patience.renew(), abort);
    let fault: unknown;
    try {
      const response = await api.progress(id, newest?.revision, line.signal);
      if (response.status === 204) return;
      for await (const { data } of serverSentEvents(textOf(response, () => line.heard()))) {
        yield (newest = JSON.parse(data) as Benchmark);
      }
      if (newest?.reported_at) return;
    } catch (error) {
      fault = error;
    } finally {
      line.hangUp();
    }
    await patience.bear(fault);
  }
}
