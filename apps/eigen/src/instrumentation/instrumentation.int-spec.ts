import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CaptureServer } from '../testing/capture-server.js';
import { eventually } from '../testing/eventually.js';
import { RunningEigen, type Truth } from '../testing/running-eigen.js';
import { signatureHeaders } from './signature.js';

it('tells slowking the start and the end of each document, as its own record has them', async () => {
  const platform = await start();
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.idle();
  const [{ start: began, end: ended }] = (await platform.documents()) as [Truth];
  const told = {
    document_name: 'a.pdf',
    eigen_document_id: 1,
    eigen_project_id: 1,
    benchmark_host_name: platform.host,
  };
  const request = { method: 'POST', path: '/api/v1/benchmarks/documents/', status: 202 };
  expect(slowking.captured).toMatchObject([
    { ...request, body: { ...told, start_time: Number(began) / 1e6 } },
    { ...request, body: { ...told, end_time: Number(ended) / 1e6 } },
  ]);
});

it('says who it is where it has a key, and signs where it has a secret: the same message however often it is sent', async () => {
  let failures = 1;
  slowking.answer = () => (failures-- > 0 ? 503 : 202);
  const platform = await start({ EIGEN_API_KEY: 'a-key', EIGEN_WEBHOOK_SECRET: `whsec_${SECRET.toString('base64')}` });
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.idle();
  const [first, again, end] = slowking.captured;
  expect(slowking.captured.map(({ headers }) => headers.authorization)).toEqual(['Bearer a-key', 'Bearer a-key', 'Bearer a-key']);
  expect(again!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  expect(end!.headers['webhook-id']).not.toBe(first!.headers['webhook-id']);
  for (const { headers, text } of slowking.captured) {
    const at = Number(headers['webhook-timestamp']);
    const message = { id: String(headers['webhook-id']), at, body: text };
    expect(headers).toMatchObject({ ...signatureHeaders(message, SECRET) });
    expect(Math.abs(Date.now() / 1_000 - at)).toBeLessThan(60);
  }
});

it('sends no key and no signature where it has none', async () => {
  const platform = await start();
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.idle();
  const names = Object.keys(slowking.captured[0]!.headers);
  expect(names.filter((name) => name === 'authorization' || name.startsWith('webhook'))).toEqual([]);
});

it('goes by the public name it is given', async () => {
  const platform = await start({ EIGEN_PUBLIC_HOST: 'https://eigen.example' });
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.idle();
  expect(slowking.bodies[0]).toMatchObject({ benchmark_host_name: 'https://eigen.example' });
});

it('posts below the path that the API has', async () => {
  const platform = await start({ SLOWKING_API_URL: `${slowking.url}/base/` });
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.idle();
  expect(slowking.captured[0]?.path).toBe('/base/api/v1/benchmarks/documents/');
});

it('tells both posts of a document in order, of many documents side by side, within its limit', async () => {
  const platform = await start({ EIGEN_POST_CONNECTIONS: '3', EIGEN_WORKERS: '20', EIGEN_SERVICE: 'constant:0' });
  await platform.take(Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`${index}`, 'x'])));
  expect(await platform.idle()).toMatchObject({ posted: 120 });
  for (let name = 0; name < 60; name++) {
    const own = slowking.bodies.filter((body) => body.document_name === `${name}`);
    expect(own.map((body) => ('start_time' in body ? 'start' : 'end'))).toEqual(['start', 'end']);
  }
  expect(slowking.peak).toBeLessThanOrEqual(3);
});

it('processes on while the API is away, and tells everything when it is back', async () => {
  const platform = await start();
  await slowking.close();
  await platform.take({ 'a.pdf': 'alpha', 'b.pdf': 'beta' });
  await eventually(async () => expect((await platform.documents()).every(({ end }) => end !== null)).toBe(true));
  expect(await platform.load()).toMatchObject({ posted: 0, posting: 4 });
  await slowking.listen();
  expect(await platform.idle()).toMatchObject({ posted: 4, dropped: 0 });
  expect(slowking.captured).toHaveLength(4);
});

it.each([500, 503, 429])('tries again where the API answers %i, and keeps the order', async (status) => {
  let failures = 3;
  slowking.answer = () => (failures-- > 0 ? status : 202);
  const platform = await start();
  await platform.take({ 'a.pdf': 'alpha' });
  expect(await platform.idle()).toMatchObject({ posted: 2, dropped: 0 });
  expect(slowking.bodies.map((body) => 'start_time' in body)).toEqual([true, true, true, true, false]);
});

it('tries again where the API does not answer in time', async () => {
  let hangs = 1;
  slowking.answer = () => (hangs-- > 0 ? 'hang' : 202);
  const platform = await start({ EIGEN_POST_TIMEOUT_SECONDS: '0.2' });
  await platform.take({ 'a.pdf': 'alpha' });
  expect(await platform.idle()).toMatchObject({ posted: 2, dropped: 0 });
});

it.each([400, 404, 409, 301])('drops what the API answers with %i, counts it, and tells the end all the same', async (status) => {
  slowking.answer = (body) => ('start_time' in body ? status : 202);
  const platform = await start();
  await platform.take({ 'a.pdf': 'alpha' });
  expect(await platform.idle()).toMatchObject({ posted: 1, dropped: 1 });
  expect(slowking.captured).toHaveLength(2);
  expect(await platform.documents()).toMatchObject([{ posting: { start: 'refused', end: 'accepted' } }]);
});

it('gives a post up when it has been tried for long enough', async () => {
  slowking.answer = () => 503;
  const platform = await start({ EIGEN_POST_RETRY_SECONDS: '0.2' });
  await platform.take({ 'a.pdf': 'alpha' });
  expect(await platform.idle()).toMatchObject({ posted: 0, dropped: 2 });
  expect(await platform.documents()).toMatchObject([{ posting: { start: 'given_up', end: 'given_up' } }]);
});

it('stops within its time although the API is away, and although a request hangs', async () => {
  const platform = await start();
  await slowking.close();
  await platform.take({ 'a.pdf': 'alpha' });
  await eventually(async () => expect(await platform.load()).toMatchObject({ posting: 2 }));
  await platform.misbehave({ hang: { project: {} } });
  const since = Date.now();
  const hanging = platform.createProject().then(
    () => 'answered',
    () => 'cut off',
  );
  await platform.stop();
  expect(Date.now() - since).toBeLessThan(60_000);
  expect(await hanging).toBe('cut off');
});

const SECRET = Buffer.alloc(32, 'secret of the test');
const slowking = new CaptureServer();
let platform: RunningEigen | undefined;
beforeEach(async () => {
  slowking.captured.length = 0;
  slowking.answer = () => 202;
  slowking.peak = 0;
  await slowking.listen();
});
afterEach(async () => {
  await platform?.stop();
  await slowking.close();
});

const start = async (variables: Record<string, string> = {}): Promise<RunningEigen> =>
  (platform = await RunningEigen.start({ SLOWKING_API_URL: slowking.url, ...variables }));
