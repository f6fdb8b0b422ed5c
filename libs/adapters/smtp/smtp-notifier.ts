import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Notifier, type Attachment, type Message } from '#ports';
import { oneLine, redacting, wordsOf, type Redact } from '../secrets/redaction.js';
import { BadSettings } from '../settings/settings.js';
import { headerText, mailboxOf, type Mailbox } from '#domain';

/** How long a mail server is waited for, in milliseconds. */
export interface MailLimits {
  readonly connection: number;
  readonly greeting: number;
  /** Silence. */
  readonly socket: number;
  /** All of it: a server that always says a little is not waited for for ever. */
  readonly mail: number;
}

/** How mails are sent. */
export interface SmtpSettings {
  /** smtp:// or smtps://, with user and password where the server wants them. */
  readonly url: string;
  readonly from: string;
  /** Hears of receivers who get no mail while others do. */
  readonly warn: (text: string) => void;
  readonly limits?: Partial<MailLimits>;
}

const LIMITS: MailLimits = { connection: 10_000, greeting: 10_000, socket: 15_000, mail: 120_000 };

/** Sends mails by SMTP: text and HTML, with attachments read from disk. */
export class SmtpNotifier extends Notifier {
  private readonly limits: MailLimits;
  private readonly from: Mailbox;
  private readonly server: URL;
  private readonly redact: Redact;

  constructor(private readonly settings: SmtpSettings) {
    super();
    this.server = serverOf(settings.url);
    this.redact = redacting([this.server.password, plain(this.server.password)]);
    this.from = senderOf(settings.from);
    this.limits = { ...LIMITS, ...settings.limits };
  }

  async send(message: Message): Promise<{ readonly messageId: string }> {
    const messageId = messageIdOf(message.key);
    const to = this.receivers(message.to);
    for (const attachment of message.attachments) await demand(attachment);
    const { rejected } = await this.handOver(message, to, messageId).catch((error: unknown) => {
      throw new Error(`${this.server.host} did not take the mail: ${oneLine(this.redact(wordsOf(error)))}`);
    });
    if (rejected.length > 0) this.settings.warn(oneLine(`no mail to ${rejected.join(', ')}: the mail server refused`));
    return { messageId };
  }

  private async handOver(message: Message, to: readonly Mailbox[], messageId: string) {
    // With the first mail: the API never sends one, and the worker is idle without it.
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({ ...this.timeouts(), url: this.settings.url });
    try {
      return await transport.sendMail({
        messageId,
        from: this.from,
        to: [...to],
        subject: headerText(message.subject),
        text: message.text,
        html: message.html,
        attachments: message.attachments.map(attachmentOf),
        headers: { 'Auto-Submitted': 'auto-generated' },
        disableUrlAccess: true,
        signal: AbortSignal.timeout(this.limits.mail),
      });
    } finally {
      transport.close();
    }
  }

  private timeouts() {
    const { connection, greeting, socket } = this.limits;
    const timeouts = { connectionTimeout: connection, dnsTimeout: connection, greetingTimeout: greeting };
    return { ...timeouts, socketTimeout: socket };
  }

  private receivers(texts: readonly string[]): readonly Mailbox[] {
    const mailboxes = texts.map((text) => ({ text, mailbox: mailboxOf(text) }));
    const wrong = mailboxes.filter(({ mailbox }) => !mailbox).map(({ text }) => JSON.stringify(text));
    const right = mailboxes.flatMap(({ mailbox }) => mailbox ?? []);
    if (right.length === 0) throw new Error(oneLine(`the mail has no receiver: ${wrong.join(', ') || 'none named'}`));
    if (wrong.length > 0) this.settings.warn(oneLine(`no mail to ${wrong.join(', ')}: not an address`));
    return right;
  }
}

const messageIdOf = (key: string): string =>
  `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@slowking>`;

/** What is ours to see to is not blamed on the mail server. */
async function demand({ filename, path }: Attachment): Promise<void> {
  await access(resolve(path)).catch(({ code }: NodeJS.ErrnoException) => {
    throw new Error(oneLine(`${filename} cannot be attached: ${code}`));
  });
}

const attachmentOf = ({ filename, contentType, path }: Attachment) => ({
  filename: basename(headerText(filename)),
  contentType,
  path: resolve(path),
});

function serverOf(url: string): URL {
  const server = URL.parse(url);
  const isServer = server && ['smtp:', 'smtps:'].includes(server.protocol) && server.hostname !== '';
  if (!isServer) throw new BadSettings('SMTP_URL must be smtp://host:port or smtps://user:password@host:port');
  return server;
}

function senderOf(from: string): Mailbox {
  const mailbox = mailboxOf(from);
  if (!mailbox) throw new BadSettings(`SLOWKING_MAIL_FROM: ${JSON.stringify(from)} is not a mail address`);
  return mailbox;
}

function plain(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
