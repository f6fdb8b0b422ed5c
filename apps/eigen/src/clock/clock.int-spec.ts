import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CaptureServer } from '../testing/capture-server.js';
import { RunningEigen } from '../testing/running-eigen.js';

it('tells the time without a session, when it got the request before when it answered', async () => {
  const platform = await start();
  const before = Date.now() / 1_000;
  const { received_at, sent_at } = await time(platform);
  const after = Date.now() / 1_000;
  expect(received_at).toBeLessThanOrEqual(sent_at);
  expect(received_at).toBeGreaterThan(before - 0.1);
  expect(sent_at).toBeLessThan(after + 0.1);
});

it.each([
  ['ahead', '90'],
  ['behind', '-90'],
])('shows by how much it is %s, in its time and in everything it says', async (_what, offset) => {
  const platform = await start({ EIGEN_CLOCK_OFFSET_SECONDS: offset });
  const real = Date.now() / 1_000;
  const { received_at } = await time(platform);
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.idle();
  const [document] = await platform.documents();
  const [began, ended] = slowking.bodies;
  for (const said of [received_at, Number(document?.received_at) / 1e6, began?.start_time, ended?.end_time]) {
    expect(Math.abs(Number(said) - real - Number(offset))).toBeLessThan(30);
  }
});

it('gains or loses by its drift', async () => {
  const platform = await start({ EIGEN_CLOCK_DRIFT_PPM: '1000000' });
  const [before, first] = [performance.now(), await time(platform)];
  await new Promise((resolve) => setTimeout(resolve, 300));
  const [second, after] = [await time(platform), performance.now()];
  const told = second.received_at - first.sent_at;
  expect(told).toBeGreaterThan(0.5);
  expect(told).toBeLessThan((2.1 * (after - before)) / 1_000);
});

it('can be set while it runs, and set right again', async () => {
  const platform = await start();
  const skew = async () => (await time(platform)).received_at - Date.now() / 1_000;
  const set = (fault: object) => platform.json('PUT', '/admin/clock', fault);
  expect(await set({ offset_seconds: -3_600 })).toMatchObject({ status: 200, body: { offset_seconds: -3_600, drift_ppm: 0 } });
  expect(Math.abs((await skew()) + 3_600)).toBeLessThan(30);
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.idle();
  expect(Math.abs(Number(slowking.bodies[0]?.start_time) - Date.now() / 1_000 + 3_600)).toBeLessThan(30);
  expect((await set({})).status).toBe(200);
  expect((await platform.call('GET', '/admin/clock')).body).toEqual({ offset_seconds: 0, drift_ppm: 0 });
  expect(Math.abs(await skew())).toBeLessThan(30);
  expect((await set({ offset: 1 })).status).toBe(400);
});

it('does not tell the time where that is switched off', async () => {
  const answer = await (await start({ EIGEN_CLOCK: 'off' })).call('GET', '/api/v1/time');
  expect(answer).toMatchObject({ status: 404, body: { error: { detail: 'Not found.' } } });
});

const slowking = new CaptureServer();
let platform: RunningEigen | undefined;
beforeEach(async () => {
  slowking.captured.length = 0;
  await slowking.listen();
});
afterEach(async () => {
  await platform?.stop();
  await slowking.close();
});

const start = async (variables: Record<string, string> = {}): Promise<RunningEigen> =>
  (platform = await RunningEigen.start({ SLOWKING_API_URL: slowking.url, ...variables }));

const time = async (eigen: RunningEigen) =>
  (await eigen.call('GET', '/api/v1/time')).body as { received_at: number; sent_at: number };
