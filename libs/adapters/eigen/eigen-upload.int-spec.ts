import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ArtifactChanged, Clock, UploadFailed, type PlatformSession } from '#ports';
import { EigenPlatform } from './eigen-platform.js';
import { TargetPolicy } from './target-policy.js';
import { answer, hang, hangUp, raw, redirect, reset, started, type Script } from './testing/scripts.js';
import { EXPIRED, scriptedPlatform, take } from './testing/scripted-platform.js';

const PASSWORD = 'correct horse';

it('uploads several files in one request', async () => {
  await session.upload('17', [file('a.pdf', 'first'), file('b.pdf', ''), file('a.pdf', 'same name')]);
  expect(platform.of('uploads')).toHaveLength(1);
  expect(platform.uploads).toEqual([
    { projectId: '17', files: [taken('a.pdf', 'first'), taken('b.pdf', ''), taken('a.pdf', 'same name')] },
  ]);
});

it.each([
  'plain.pdf',
  'Größe 日本語 😀.pdf',
  'a "quoted" name.pdf',
  'back\\slash.pdf',
  'ends with \\',
  'a\\"b',
  "it's; filename=other.pdf",
  '100%25 %22.pdf',
  'dir/../name.pdf',
])('sends the name %j as it is', async (name) => {
  await session.upload('17', [file(name, 'content'), file('next.pdf', 'more')]);
  expect(platform.uploads[0]!.files).toEqual([taken(name, 'content'), taken('next.pdf', 'more')]);
});

it.each([
  ['two\nlines.pdf', 'two%0Alines.pdf'],
  ['x"\r\nX-Evil: yes\r\n\r\n.pdf', 'x"%0D%0AX-Evil: yes%0D%0A%0D%0A.pdf'],
  ['a\u0000b\u001b.pdf', 'a%00b%1B.pdf'],
])('sends the name %j with its control characters encoded', async (name, sent) => {
  await session.upload('17', [file(name, 'content'), file('next.pdf', 'more')]);
  expect(platform.uploads[0]!.files).toEqual([taken(sent, 'content'), taken('next.pdf', 'more')]);
});

it('takes the time of the acknowledgement when the head of the answer is there', async () => {
  platform.next('uploads', async (request, reply) => {
    await take(request);
    clock.time = 2_000;
    reply.hijack();
    reply.raw.writeHead(202, { 'content-length': '2' }).flushHeaders();
    // Not before the client has looked at its clock for the acknowledgement.
    for (const deadline = Date.now() + 60_000; clock.looks < 2 && Date.now() < deadline; ) await sleep(5);
    clock.time = 3_000;
    reply.raw.end('{}');
  });
  Object.assign(clock, { time: 1_000, looks: -1 });
  expect(await session.upload('17', [file('a', 'a')])).toEqual({ sentAt: 1_000, acknowledgedAt: 2_000 });
});

it.each<[string, Script]>([
  ['never ends', started('HTTP/1.1 202 Accepted')],
  ['breaks off', raw((socket) => socket.end('HTTP/1.1 202 Accepted\r\ncontent-length: 99\r\n\r\nx'))],
  ['is huge', answer(202, 'x'.repeat(3_000_000))],
  ['is no JSON', answer(200, '<html>')],
  ['is empty', answer(204, '')],
])('counts as acknowledged by its head an answer that %s', async (_, script) => {
  platform.next('uploads', script);
  expect(await session.upload('17', [file('a', 'a')])).toEqual({ sentAt: 0, acknowledgedAt: 0 });
  expect(await session.upload('17', [file('b', 'b')])).toEqual({ sentAt: 0, acknowledgedAt: 0 });
});

const drips = started('HTTP/1.1 500 Oh');

it.each<[string, Script, string]>([
  ['fails', answer(500, 'no disk'), 'the platform answered 500 to POST /api/v1/document_uploader/: no disk'],
  ['refuses', answer(413, 'too large'), 'answered 413 to POST /api/v1/document_uploader/: too large'],
  ['echoes the password', answer(400, `bad ${PASSWORD}`), 'document_uploader/: bad ***'],
  ['redirects', redirect('http://10.0.0.1/'), 'a redirect to http://10.0.0.1/; redirects are not'],
  ['fails and drips', drips, '500 to POST'],
  ['hangs', hang, 'it took too long'],
  ['resets the connection', reset, 'no answer to POST'],
  ['hangs up', hangUp, 'no answer to POST'],
])('sends an upload once, to a platform that %s', async (_, script, words) => {
  if (script === hang || script === drips) await opened(HURRIED);
  platform.next('uploads', script);
  clock.time = 5_000;
  const failed = await failure(session.upload('17', [file('a', 'a')]));
  expect(failed.message).toContain(words);
  expect(failed.sentAt).toBe(5_000);
  expect(failed.cause).toBeUndefined();
  expect(platform.of('uploads')).toHaveLength(1);
});

it('sends an upload that was refused for an expired login once more, with the times of the second', async () => {
  platform.next('uploads', async (request, reply) => {
    await take(request);
    clock.time = 9_000;
    return reply.status(401).send(EXPIRED);
  });
  expect(await session.upload('17', [file('a', 'a')])).toEqual({ sentAt: 9_000, acknowledgedAt: 9_000 });
  expect([platform.of('token').length, platform.of('uploads').length]).toEqual([2, 2]);
  expect(platform.uploads).toEqual([{ projectId: '17', files: [taken('a', 'a')] }]);
});

it('fails an upload when the expired login cannot be renewed, and renews it for the next one', async () => {
  platform.next('uploads', answer(401, EXPIRED), answer(401, EXPIRED));
  platform.next('token', answer(401, 'no more'));
  const failed = await failure(session.upload('17', [file('a', 'a')]));
  expect(failed.message).toContain('the platform refused the login');
  await session.upload('17', [file('b', 'b')]);
  expect(platform.uploads.map(({ files }) => files[0]!.name)).toEqual(['b']);
});

it('renews the login once for all uploads that find it expired together', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  let together: () => void;
  const all = new Promise<void>((resolve) => (together = resolve));
  const expire: Script = async (request, reply) => {
    await take(request);
    if (platform.of('uploads').length === names.length) together();
    await all;
    return reply.status(401).send(EXPIRED);
  };
  platform.next('uploads', ...names.map(() => expire));
  await Promise.all(names.map((name) => session.upload('17', [file(name, name)])));
  expect(platform.of('token')).toHaveLength(2);
  expect(platform.uploads.map(({ files }) => files[0]!.name).sort()).toEqual(names);
});

it('fails where a document changes while it is sent: what is measured is not what was planned', async () => {
  const path = join(folder, 'changing');
  await writeFile(path, 'before');
  const content = await openAsBlob(path);
  await appendFile(path, 'after');
  const upload = session.upload('17', [{ name: 'changing', content }]);
  await expect(upload).rejects.toThrow(new ArtifactChanged('"changing" changed or vanished while it was sent'));
  expect(platform.uploads).toEqual([]);
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const file = (name: string, text: string) => ({ name, content: new Blob([text]) });
const taken = (name: string, text: string) => ({ name, bytes: Buffer.byteLength(text), sha256: sha256(text) });

async function failure(attempt: Promise<unknown>): Promise<UploadFailed> {
  const error = await attempt.catch((reason: unknown) => reason);
  if (error instanceof UploadFailed) return error;
  throw new Error(`not an UploadFailed: ${String(error)}`);
}

class SetClock extends Clock {
  time = 0;
  looks = 0;

  now(): number {
    this.looks += 1;
    return this.time;
  }

  async until(): Promise<void> {}
}

/** Milliseconds for an upload: of one that is never answered, and of one that is, on a machine however busy. */
const [HURRIED, PATIENT] = [1_500, 120_000];

async function opened(upload: number): Promise<void> {
  await session?.close();
  const eigen = new EigenPlatform(clock, TargetPolicy.parse(undefined), { call: PATIENT, upload, rest: 200 });
  session = await eigen.open(platform.url, { username: 'tester', password: PASSWORD });
}

let folder: string;
let platform: Awaited<ReturnType<typeof scriptedPlatform>>;
let session: PlatformSession;
let clock: SetClock;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-'));
});
beforeEach(async () => {
  platform = await scriptedPlatform();
  clock = new SetClock();
  await opened(PATIENT);
});
afterEach(async () => {
  await session.close();
  await platform.close();
});
afterAll(() => rm(folder, { recursive: true }));
