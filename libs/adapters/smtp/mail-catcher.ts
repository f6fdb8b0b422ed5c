import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HOST = '127.0.0.1';
/** Left to itself, it waits half a minute for whoever is still connected. */
const STOP = 2_000;

/** Where mails are caught. A port 0 is a free one. */
export interface MailCatcherSettings {
  readonly smtpPort: number;
  readonly webPort: number;
  /** Mails lie there, and are there again after a restart. */
  readonly folder: string;
  /** The oldest go when there are more. */
  readonly maxMails: number;
}

/** A mail server that hands nothing on: mails are read in the browser. Reachable from this machine only. */
export interface MailCatcher {
  readonly smtpUrl: string;
  readonly webUrl: string;
  stop(): Promise<void>;
}

/** Starts one. Its program is only loaded now: who has a mail server of their own never needs it. */
export async function startMailCatcher(settings: MailCatcherSettings): Promise<MailCatcher> {
  const { smtpPort, webPort, folder, maxMails } = settings;
  // Where its second port is taken, it would not start and yet keep the first one for ever.
  for (const port of [smtpPort, webPort]) await demandFree(port);
  await mkdir(folder, { recursive: true });
  const { MailDev } = await import('maildev');
  const addresses = { ip: HOST, smtp: smtpPort, webIp: HOST, web: webPort };
  const mailDev = new MailDev({ ...addresses, mailDirectory: folder, maxEmails: maxMails, silent: true });
  const { smtp, api } = await quietly(() => mailDev.start());
  return {
    smtpUrl: `smtp://${HOST}:${smtp.getPort()}`,
    webUrl: `http://${HOST}:${api?.getPort()}`,
    stop: () => Promise.race([mailDev.stop(), sleep(STOP, undefined, { ref: false })]),
  };
}

/** It greets on stdout, told to be silent or not; stdout is for people. */
async function quietly<Result>(start: () => Promise<Result>): Promise<Result> {
  const { info } = console;
  console.info = () => undefined;
  try {
    return await start();
  } finally {
    console.info = info;
  }
}

async function demandFree(port: number): Promise<void> {
  const server = createServer().listen(port, HOST);
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}
