import autocannon, { type Client } from 'autocannon';
import type { LoadNews, LoadOrder } from '../parts/load.js';

const PATH = '/api/v1/benchmarks/documents';
/** Milliseconds between answers that are told of. */
const SAMPLE = 20;
const headers = { 'content-type': 'application/json' };

const tell = (news: LoadNews) => void process.send!(news);

/** All requests are made before the first is sent, so that the load costs little while it is measured. */
function run({ url, connections, bodies }: LoadOrder): void {
  const places = new Map<object, number>();
  const setupClient = (client: Client) => {
    const place = places.size;
    places.set(client, place);
    const mine = bodies.filter((_, at) => at % connections === place);
    client.setRequests(mine.map((body) => ({ method: 'POST', path: PATH, headers: { ...headers }, body })));
  };
  let [began, last, sampled] = [0, 0, 0];
  const answers = new Map<object, number>();
  const options = { url, connections, amount: bodies.length, timeout: 30, sampleInt: 50, setupClient };
  const running = autocannon(options, (error, { '2xx': good, non2xx, errors }) => {
    if (error || good < bodies.length) tell({ fault: `${good} of ${bodies.length} were taken, ${non2xx} refused, ${errors} lost.` });
    else tell({ result: { seconds: (last - began) / 1000 } });
    process.disconnect();
  });
  running.on('start', () => (began = performance.now()));
  running.on('response', (client: object) => {
    last = performance.now();
    const answer = answers.get(client) ?? 0;
    answers.set(client, answer + 1);
    if (last - sampled < SAMPLE) return;
    sampled = last;
    tell({ sample: { body: answer * connections + places.get(client)!, at: performance.timeOrigin + last } });
  });
}

process.once('message', (order) => run(order as LoadOrder));
