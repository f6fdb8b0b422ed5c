import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { freePort } from '../postgres/free-port.js';
import { eventually } from '../testing/eventually.js';
import { startMailCatcher, type MailCatcher } from './mail-catcher.js';
import { SmtpNotifier } from './smtp-notifier.js';

it('shows a mail that was sent, as it was meant', async () => {
  const path = join(folder, 'report.csv');
  await writeFile(path, 'Doc Name\r\n');
  const { messageId } = await send({ attachments: [{ filename: 'größe.csv', contentType: 'text/csv', path }] });
  await eventually(async () => expect(await mails()).toHaveLength(1));
  const [mail] = await mails();
  expect(mail).toMatchObject({
    subject: 'Größe 日本 😀 done',
    from: [{ address: 'slowking@localhost', name: 'Slowking ü' }],
    to: [{ address: 'benchmarks@localhost', name: 'Jörg, Büro' }],
  });
  const whole = await get(`/api/email/${mail!.id}`);
  expect(JSON.stringify(whole)).toContain(messageId.slice(1, -1));
  expect(whole).toMatchObject({ text: 'äöü', html: '<b>äöü</b>' });
  expect(whole).toMatchObject({ attachments: [{ filename: 'größe.csv', contentType: 'text/csv' }] });
});

it('still has its mails after a restart, and only so many', async () => {
  for (const key of ['1', '2', '3', '4']) await send({ key });
  await eventually(async () => expect(await mails()).toHaveLength(3));
  await catcher.stop();
  catcher = await start();
  expect(await mails()).toHaveLength(3);
});

it('leaves stdout to others', async () => {
  const written = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write'));
  const logged = (['log', 'info', 'warn', 'debug'] as const).map((level) => jest.spyOn(console, level));
  await catcher.stop();
  catcher = await start();
  await send({});
  await eventually(async () => expect(await mails()).toHaveLength(1));
  for (const spy of [...written, ...logged]) {
    expect(spy.mock.calls).toEqual([]);
    spy.mockRestore();
  }
});

it('is reachable from this machine only', () => {
  expect(catcher.smtpUrl).toMatch(/^smtp:\/\/127\.0\.0\.1:[1-9]\d+$/);
  expect(catcher.webUrl).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
});

it('stops although somebody is still connected', async () => {
  const clients = [catcher.smtpUrl, catcher.webUrl].map((url) => connect(Number(new URL(url).port), '127.0.0.1'));
  await Promise.all(clients.map((client) => once(client.on('error', () => undefined), 'connect')));
  await catcher.stop();
  for (const client of clients) client.destroy();
  catcher = await start();
});

it('does not start by half when a port is taken', async () => {
  const [smtpPort, webPort] = [await freePort(), await freePort()];
  const taken = createServer().listen(webPort, '127.0.0.1');
  await once(taken, 'listening');
  await catcher.stop();
  const settings = { smtpPort, webPort, folder: join(folder, 'mails'), maxMails: 3 };
  await expect(startMailCatcher(settings)).rejects.toThrow('EADDRINUSE');
  taken.close();
  await once(taken, 'close');
  catcher = await startMailCatcher(settings);
  expect([catcher.smtpUrl, catcher.webUrl]).toEqual([`smtp://127.0.0.1:${smtpPort}`, `http://127.0.0.1:${webPort}`]);
});

const get = async (path: string): Promise<unknown> => (await fetch(catcher.webUrl + path)).json();

async function mails(): Promise<readonly { id: string }[]> {
  const list = (await get('/api/email')) as { id: string }[] | { emails: { id: string }[] };
  return Array.isArray(list) ? list : list.emails;
}

const send = (changes: Partial<Parameters<SmtpNotifier['send']>[0]>) =>
  new SmtpNotifier({ url: catcher.smtpUrl, from: 'Slowking ü <slowking@localhost>', warn: () => undefined }).send({
    key: 'benchmark-1/5',
    to: ['"Jörg, Büro" <benchmarks@localhost>'],
    subject: 'Größe 日本 😀 done',
    text: 'äöü',
    html: '<b>äöü</b>',
    attachments: [],
    ...changes,
  });

const start = () => startMailCatcher({ smtpPort: 0, webPort: 0, folder: join(folder, 'mails'), maxMails: 3 });

let folder: string;
let catcher: MailCatcher;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-'));
  catcher = await start();
});
afterEach(async () => {
  await catcher.stop();
  await rm(folder, { recursive: true });
});
