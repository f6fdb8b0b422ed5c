import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { SMTPServerOptions } from 'smtp-server';
import type { Message } from '#ports';
import { SmtpNotifier, type MailLimits } from './smtp-notifier.js';
import * as faulty from './testing/faulty-servers.js';
import { headersOf, startMailServer, type TakenMail } from './testing/mail-server.js';

const PASSWORD = 'p@ss: wörd/+';
const LOGIN = `tester:${encodeURIComponent(PASSWORD)}@`;
const ECHO = `${PASSWORD} ${Buffer.from(`\0tester\0${PASSWORD}`).toString('base64')}`;

it('delivers text, HTML and the attached report', async () => {
  const server = await running(startMailServer());
  await notifier(server.host).send({ ...MESSAGE, attachments: [await report()] });
  const [mail] = server.mails;
  expect(mail).toMatchObject({ from: 'slowking@localhost', to: ['a@example.org', 'b@example.org'] });
  expect(headersOf(mail!)).toEqual(
    expect.arrayContaining([
      'From: Slowking <slowking@localhost>',
      'To: a@example.org, Bea <b@example.org>',
      'Subject: Benchmark nightly completed',
      'Auto-Submitted: auto-generated',
    ]),
  );
  expect(mail!.raw).toContain('All documents are done.');
  expect(mail!.raw).toContain('<b>All documents are done.</b>');
  expect(mail!.raw).toContain('Content-Type: text/csv; name=report.csv');
  expect(mail!.raw).toContain('Content-Disposition: attachment; filename=report.csv');
  expect(mail!.raw).toContain(Buffer.from(REPORT).toString('base64'));
});

it('gives the same mail the same Message-ID, and another one another', async () => {
  const server = await running(startMailServer());
  const ids = [];
  for (const key of ['benchmark-1/5', 'benchmark-1/5', 'benchmark-1/6']) {
    ids.push((await notifier(server.host).send({ ...MESSAGE, key })).messageId);
  }
  expect(ids[0]).toMatch(/^<[0-9a-f]{32}@slowking>$/);
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).not.toBe(ids[0]);
  const sent = server.mails.map((mail) => headersOf(mail).find((line) => line.startsWith('Message-ID: ')));
  expect(sent).toEqual(ids.map((id) => `Message-ID: ${id}`));
});

it('lets nothing into the headers that was not meant to be there', async () => {
  const server = await running(startMailServer());
  const evil = 'x\r\nBcc: evil@example.org\r\nX-Evil: yes\r\n\r\nbody';
  await notifier(server.host).send({
    ...MESSAGE,
    key: evil,
    subject: `done\u0000 ${evil}`,
    to: [`Jane ${evil} <a@example.org>`],
    attachments: [{ ...(await report()), filename: `../${evil}.csv`, contentType: `text/csv\r\nX-Evil: yes` }],
  });
  expect(server.mails[0]!.to).toEqual(['a@example.org']);
  expect(server.mails[0]!.raw).not.toMatch(/^(Bcc|X-Evil):/im);
  expect(headersOf(server.mails[0]!)).toContain('Subject: done x Bcc: evil@example.org X-Evil: yes body');
  expect(headersOf(server.mails[0]!).map((line) => line.split(':')[0]).sort()).toEqual(
    ['Auto-Submitted', 'Content-Type', 'Date', 'From', 'MIME-Version', 'Message-ID', 'Subject', 'To'],
  );
});

it('makes no two receivers of one, and says which addresses are none', async () => {
  const server = await running(startMailServer());
  await notifier(server.host).send({ ...MESSAGE, to: ['a@example.org', 'b@example.org, c@example.org', 'nobody'] });
  expect(server.mails[0]!.to).toEqual(['a@example.org']);
  expect(warnings).toEqual(['no mail to "b@example.org, c@example.org", "nobody": not an address']);
  const nobody = notifier(server.host).send({ ...MESSAGE, to: ['nobody'] });
  await expect(nobody).rejects.toThrow('the mail has no receiver: "nobody"');
  await expect(notifier(server.host).send({ ...MESSAGE, to: [] })).rejects.toThrow('none named');
});

it('says which receivers the server refused', async () => {
  const server = await running(faulty.refusingReceivers(550, 'no such user', /^b@/));
  await notifier(server.host).send(MESSAGE);
  expect(server.mails[0]!.to).toEqual(['a@example.org']);
  expect(warnings).toEqual(['no mail to b@example.org: the mail server refused']);
});

it('logs in where the address has a password', async () => {
  const logins: unknown[] = [];
  const onAuth: SMTPServerOptions['onAuth'] = ({ username, password }, _, done) => {
    logins.push({ username, password });
    done(null, { user: username });
  };
  const server = await running(startMailServer({ authOptional: false, onAuth }));
  await notifier(LOGIN + server.host).send(MESSAGE);
  expect(logins).toEqual([{ username: 'tester', password: PASSWORD }]);
  expect(server.mails).toHaveLength(1);
});

describe('says what went wrong, and not the password, when the mail server', () => {
  it.each<[string, () => Promise<Server>, RegExp, Partial<MailLimits>?]>([
    ['is busy', () => faulty.refusingSender(451, 'try later'), /451 try later/],
    ['refuses the content', () => faulty.refusingContent(554, 'spam'), /554 spam/],
    ['refuses the content for now', () => faulty.refusingContent(452, 'full'), /452 full/],
    ['refuses all receivers', () => faulty.refusingReceivers(550, 'unknown', /./), /unknown/],
    ['refuses the login', () => faulty.refusingLogin(535, `no ${ECHO}`), /535 no \*\*\* /],
    ['dies after DATA', faulty.dyingAfterContent, /clos|reset/i],
    ['hangs after DATA', faulty.hangingAfterContent, /timeout/i, { socket: 700 }],
    ['says nothing', () => faulty.saying(''), /Greeting never received/, { greeting: 500 }],
    ['drips', faulty.dripping, /abort|timeout/i, { mail: 2_000 }],
    ['resets the connection', faulty.resetting, /ECONNRESET|closed/],
    ['is a web server', () => faulty.saying('HTTP/1.1 400 Bad Request\r\n\r\n'), /HTTP\/1.1 400/],
  ])('%s', async (_, start, words, limits = {}) => {
    const server = await running(start());
    const { message, cause } = await failure(notifier(LOGIN + server.host, limits).send(MESSAGE));
    expect(message).toMatch(words);
    expect(message).toMatch(new RegExp(`^${server.host} did not take the mail: [^\r\n]*$`));
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), ECHO.split(' ').at(-1)]) {
      expect(message).not.toContain(secret);
    }
    expect(cause).toBeUndefined();
    expect(server.mails).toEqual([]);
  });

  it('is not there', async () => {
    const { message } = await failure(notifier('127.0.0.1:1').send(MESSAGE));
    expect(message).toContain('did not take the mail: connect ECONNREFUSED');
  });
});

it('sends no mail whose attachment is gone, and does not say that it was the mail server', async () => {
  const server = await running(startMailServer());
  const gone = { ...(await report()), path: join(folder, 'gone.csv') };
  const { message } = await failure(notifier(server.host).send({ ...MESSAGE, attachments: [gone] }));
  expect(message).toMatch(/^report\.csv cannot be attached: ENOENT/);
  expect(server.mails).toEqual([]);
});

it.each(['', 'localhost:25', 'http://localhost', 'smtp://'])('is not made of the address %j', (url) => {
  expect(() => new SmtpNotifier({ url, from: 'a@localhost', warn })).toThrow('SMTP_URL must be smtp://host:port');
});

it('is not made of a sender that is none', () => {
  const settings = { url: 'smtp://localhost', from: 'nobody', warn };
  expect(() => new SmtpNotifier(settings)).toThrow('SLOWKING_MAIL_FROM: "nobody" is not a mail address');
});

const REPORT = 'Doc Name,Upload Time (seconds)\r\na.pdf,0.25\r\n';
const MESSAGE: Message = {
  key: 'benchmark-1/5',
  to: ['a@example.org', 'Bea <b@example.org>'],
  subject: 'Benchmark nightly completed',
  text: 'All documents are done.',
  html: '<b>All documents are done.</b>',
  attachments: [],
};

const warnings: string[] = [];
const warn = (text: string) => void warnings.push(text);

/** Milliseconds: longer than it takes who answers at all, on a machine however busy. */
const PATIENT: MailLimits = { connection: 120_000, greeting: 120_000, socket: 120_000, mail: 120_000 };

const notifier = (host: string, limits: Partial<MailLimits> = {}) =>
  new SmtpNotifier({
    url: `smtp://${host}`,
    from: 'Slowking <slowking@localhost>',
    warn,
    limits: { ...PATIENT, ...limits },
  });

async function report() {
  const path = join(folder, 'report.csv');
  await writeFile(path, REPORT);
  return { filename: 'report.csv', contentType: 'text/csv', path };
}

const failure = (attempt: Promise<unknown>): Promise<Error> =>
  attempt.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: Error) => error,
  );

interface Server {
  readonly host: string;
  readonly mails: readonly TakenMail[];
  stop(): Promise<void>;
}

let folder: string;
const servers: Server[] = [];

async function running(start: Promise<Server>): Promise<Server> {
  const server = await start;
  servers.push(server);
  return server;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slowking-'));
});
afterEach(async () => {
  warnings.length = 0;
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(() => rm(folder, { recursive: true }));
