import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CaptureServer } from '../testing/capture-server.js';
import { RunningEigen } from '../testing/running-eigen.js';

it('takes several documents in one request, and says which id each has', async () => {
  const answer = await (await start()).take({ 'a.pdf': 'alpha', 'b.txt': '', 'ü 文/c\\d.md': 'gamma' });
  expect(answer).toMatchObject({
    status: 202,
    body: {
      document_type_id: 1,
      documents: [
        { document_name: 'a.pdf', document_id: 1 },
        { document_name: 'b.txt', document_id: 2 },
        { document_name: 'ü 文/c\\d.md', document_id: 3 },
      ],
    },
  });
});

it('acknowledges an upload before any of it has been processed', async () => {
  const platform = await start({ EIGEN_SERVICE: 'constant:600' });
  expect(await platform.take({ 'a.pdf': 'alpha' })).toMatchObject({ status: 202 });
  const [document] = await platform.documents();
  expect(document).toMatchObject({ document_name: 'a.pdf', end: null });
});

it('keeps its own record of every document', async () => {
  const before = Date.now() * 1_000;
  const platform = await start();
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.idle();
  const [document] = await platform.documents();
  expect(document).toMatchObject({
    document_id: 1,
    document_type_id: 1,
    bytes: 5,
    sha256: createHash('sha256').update('alpha').digest('hex'),
    posting: { start: 'accepted', end: 'accepted' },
  });
  const times = [before - 60_000, document?.received_at, document?.start, document?.end].map(Number);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  // Service takes 10 ms; a timer may be a little early.
  expect(Number(document?.end) - Number(document?.start)).toBeGreaterThanOrEqual(9_000);
});

it('lists the documents of one project', async () => {
  const platform = await start();
  await platform.take({ 'a.pdf': 'alpha' });
  await platform.createProject();
  await platform.upload(2, { 'b.pdf': 'beta' });
  const names = async (query: string) => (await platform.documents(query)).map((document) => document.document_name);
  expect(await names('?document_type_id=2')).toEqual(['b.pdf']);
  expect(await names('')).toEqual(['a.pdf', 'b.pdf']);
  expect(await platform.call('GET', '/admin/documents?document_type_id=x')).toMatchObject({ status: 400 });
});

it('works documents off in their order, with so many workers', async () => {
  const platform = await start({ EIGEN_WORKERS: '2', EIGEN_SERVICE: 'constant:0.05' });
  await platform.take(Object.fromEntries(['1', '2', '3', '4', '5'].map((name) => [name, name])));
  expect(await platform.idle()).toEqual({ length: 0, busy: 0, workers: 2, posted: 10, dropped: 0, posting: 0 });
  const spans = (await platform.documents()).map(({ start, end }) => [Number(start), Number(end)] as const);
  const starts = spans.map(([start]) => start);
  expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  for (const moment of starts) {
    expect(spans.filter(([start, end]) => start <= moment && moment < end).length).toBeLessThanOrEqual(2);
  }
});

it('takes more files in one request than any usual limit', async () => {
  const platform = await start({ EIGEN_SERVICE: 'constant:0' });
  const files = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`${index}.txt`, 'x']));
  expect(await platform.take(files)).toMatchObject({ status: 202 });
  expect(await platform.documents()).toHaveLength(1_500);
});

it('streams a large file away: the hash is right, and memory stays small', async () => {
  const platform = await start();
  await platform.login();
  await platform.createProject();
  const before = held();
  let peak = 0;
  const { status } = await platform.call('POST', '/api/v1/document_uploader/', largeUpload(() => (peak = Math.max(peak, held()))));
  expect(status).toBe(202);
  expect(await platform.documents()).toMatchObject([{ document_name: 'large.bin', bytes: LARGE, sha256: largeHash() }]);
  expect(peak - before).toBeLessThan(LARGE / 2);
});

it.each([
  ['a project that is not known', '9', { a: 'x' }, 404, 'Project not found.'],
  ['a project that is no number', 'x', { a: 'x' }, 400, 'document_type_id: a whole number is required.'],
  ['no files', '1', {}, 400, 'files: at least one file is required.'],
])('does not take an upload with %s', async (_what, documentTypeId, files, status, detail) => {
  const platform = await start();
  await platform.login();
  await platform.createProject();
  expect(await platform.upload(documentTypeId, files)).toMatchObject({ status, body: { error: { detail } } });
  expect(await platform.documents()).toEqual([]);
});

it('does not take files from another field, nor a body that is no form', async () => {
  const platform = await start();
  await platform.login();
  await platform.createProject();
  const body = new FormData();
  body.set('document_type_id', '1');
  body.append('attachments', new Blob(['x']), 'a.pdf');
  const detail = 'attachments: documents go into the field "files".';
  const answer = await platform.call('POST', '/api/v1/document_uploader/', { body });
  expect(answer).toMatchObject({ status: 400, body: { error: { detail } } });
  expect((await platform.json('POST', '/api/v1/document_uploader/', {})).status).toBe(406);
});

/** Bytes of buffers that somebody still needs; what waits to be collected says nothing. */
function held(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
setFlagsFromString('--no-expose-gc');

const CHUNK = Buffer.alloc(1 << 20, 'slowking');
const CHUNKS = 256;
const LARGE = CHUNK.length * CHUNKS;

function largeUpload(onWay: () => void): RequestInit & { duplex: 'half' } {
  const headers = { 'content-type': 'multipart/form-data; boundary=edge' };
  return { headers, duplex: 'half', body: Readable.toWeb(Readable.from(largeForm(onWay))) as ReadableStream };
}

/** The same chunk again and again, so that the sender itself takes no memory; says so at each quarter of the way. */
function* largeForm(onWay: () => void): Generator<Buffer> {
  yield Buffer.from('--edge\r\nContent-Disposition: form-data; name="document_type_id"\r\n\r\n1\r\n');
  yield Buffer.from('--edge\r\nContent-Disposition: form-data; name="files"; filename="large.bin"\r\n\r\n');
  for (let count = 1; count <= CHUNKS; count++) {
    yield CHUNK;
    if (count % (CHUNKS / 4) === 0) onWay();
  }
  yield Buffer.from('\r\n--edge--\r\n');
}

function largeHash(): string {
  const hash = createHash('sha256');
  for (let count = 0; count < CHUNKS; count++) hash.update(CHUNK);
  return hash.digest('hex');
}

const slowking = new CaptureServer();
let platform: RunningEigen | undefined;
beforeEach(() => slowking.listen());
afterEach(async () => {
  await platform?.stop();
  await slowking.close();
});

const start = async (variables: Record<string, string> = {}): Promise<RunningEigen> =>
  (platform = await RunningEigen.start({ SLOWKING_API_URL: slowking.url, ...variables }));
