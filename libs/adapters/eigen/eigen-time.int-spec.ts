import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { PlatformSession } from '#ports';
import { SystemClock } from '../clock/system-clock.js';
import { EigenPlatform } from './eigen-platform.js';
import { TargetPolicy } from './target-policy.js';
import { answer, drip, hang, redirect, reset, started, type Script } from './testing/scripts.js';
import { scriptedPlatform } from './testing/scripted-platform.js';

const told = { received_at: 1_764_000_000.5, sent_at: 1_764_000_000.75 };

it('asks for the time as one who is logged in, and looks at its own clock before and after', async () => {
  platform.next('time', answer(200, told));
  const [before, sample, after] = [clock.now(), await session.askTime(), clock.now()];
  expect(sample).toMatchObject({ t2: 1_764_000_000_500_000, t3: 1_764_000_000_750_000 });
  expect([before, sample!.t1, sample!.t4, after]).toEqual([before, sample!.t1, sample!.t4, after].toSorted((a, b) => a - b));
  expect(platform.of('time')[0]!.headers.cookie).toContain('sessionid=');
});

it.each<[string, Script]>([
  ['does not know the route', answer(404, {})],
  ['refuses', answer(403, told)],
  ['wants another login', answer(401, told)],
  ['fails', answer(500, told)],
  ['sends us elsewhere', redirect('/elsewhere')],
  ['says something else', answer(200, { now: 'noon' })],
  ['says nothing', answer(200, '')],
  ['breaks the connection', reset],
])('goes on without the time of a platform that %s', goesOnWithout);

describe('where it waits for a moment only', () => {
  beforeEach(() => open(300));

  it.each<[string, Script]>([
    ['hangs', hang],
    ['hangs in the middle of its answer', started('HTTP/1.1 200 OK')],
    ['would take half an hour', drip],
  ])('goes on without the time of a platform that %s', goesOnWithout);
});

async function goesOnWithout(_what: string, script: Script): Promise<void> {
  platform.next('time', script);
  expect(await session.askTime()).toBeUndefined();
  await expect(session.upload('17', [{ name: 'a', content: new Blob(['a']) }])).resolves.toBeDefined();
}

const clock = new SystemClock();
let platform: Awaited<ReturnType<typeof scriptedPlatform>>;
let session: PlatformSession;
beforeEach(async () => {
  platform = await scriptedPlatform();
  await open(120_000);
});
afterEach(async () => {
  await session.close();
  await platform.close();
});

/** With so many milliseconds for the time. */
async function open(time: number): Promise<void> {
  await session?.close();
  const eigen = new EigenPlatform(clock, TargetPolicy.parse(undefined), { time });
  session = await eigen.open(platform.url, { username: 'tester', password: 'correct horse' });
}
