import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PlatformSession } from '#ports';
import { SystemClock } from '../clock/system-clock.js';
import { EigenPlatform } from './eigen-platform.js';
import { TargetPolicy } from './target-policy.js';
import { scriptedPlatform, take } from './testing/scripted-platform.js';

it('reads a large file from disk no faster than the platform takes it', async () => {
  const blob = new CountedBlob(await openAsBlob(path));
  let resume: () => void;
  const paused = new Promise<void>((resolve) => (resume = resolve));
  platform.next('uploads', async (request, reply) => {
    await paused;
    platform.uploads.push(await take(request));
    return reply.status(202).send('');
  });
  const upload = session.upload('17', [{ name: 'large', content: blob }]);
  await standstill(() => blob.read);
  expect(blob.read).toBeGreaterThan(0);
  expect(blob.read).toBeLessThan(LARGE / 2);
  resume!();
  await upload;
  expect(platform.uploads[0]!.files).toEqual([{ name: 'large', bytes: LARGE, sha256: largeSha256 }]);
});

const LARGE = 50_000_000;

/** Until a number has not changed for half a second. */
async function standstill(read: () => number): Promise<void> {
  for (let [last, still] = [0, 0]; still < 25; still = read() === last && last > 0 ? still + 1 : 0) {
    last = read();
    await sleep(20);
  }
}

class CountedBlob extends Blob {
  read = 0;

  constructor(private readonly inner: Blob) {
    super([inner]);
  }

  override stream() {
    const count = new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        this.read += chunk.length;
        controller.enqueue(chunk);
      },
    });
    return this.inner.stream().pipeThrough(count) as ReturnType<Blob['stream']>;
  }
}

let folder: string;
let path: string;
let largeSha256: string;
let platform: Awaited<ReturnType<typeof scriptedPlatform>>;
let session: PlatformSession;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-'));
  path = join(folder, 'large');
  const content = Buffer.alloc(LARGE, 'all of it ');
  largeSha256 = createHash('sha256').update(content).digest('hex');
  await writeFile(path, content);
  platform = await scriptedPlatform();
  const eigen = new EigenPlatform(new SystemClock(), TargetPolicy.parse(undefined));
  session = await eigen.open(platform.url, { username: 'tester', password: 'correct horse' });
});
afterAll(async () => {
  await session.close();
  await platform.close();
  await rm(folder, { recursive: true });
});
