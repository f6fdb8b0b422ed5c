import { join, resolve } from 'node:path';
import { z } from 'zod';
import { mailboxOf } from '#domain';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const url = (...schemes: string[]) =>
  z.string().refine((text) => schemes.some((scheme) => text.startsWith(`${scheme}:`)), {
    message: `must begin with ${schemes.map((scheme) => `${scheme}:`).join(' or ')}`,
  });
/** Not all that begins so can be read; what pg makes of an empty host is a socket. */
const database = url('postgres', 'postgresql').refine((text) => URL.canParse(text.replace('@/', '@localhost/')), { message: 'is no address' });
/** Like the sender, a receiver is looked at before anything is started: their first mail comes long after. */
const mailbox = (fallback: string) =>
  z
    .string()
    .refine((text) => mailboxOf(text), { error: ({ input }) => `${JSON.stringify(input)} is not a mail address` })
    .default(fallback);
const LEVELS = ['verbose', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Every variable that slowking reads, with its default. What is unset and has none is embedded. */
const variables = z.object({
  EVENTSTORE_URL: url('esdb', 'esdb+discover', 'kurrentdb', 'kurrentdb+discover').optional(),
  DATABASE_URL: database.optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  SLOWKING_HOME: z.string().min(1).default('.slowking'),
  SLOWKING_HOST: z.string().min(1).default('127.0.0.1'),
  SLOWKING_API_PORT: port(8091),
  SLOWKING_EIGEN_PORT: port(8283),
  SLOWKING_EVENTSTORE_PORT: port(2113),
  SLOWKING_POSTGRES_PORT: port(0),
  SLOWKING_SMTP_PORT: port(11_025),
  SLOWKING_MAIL_PORT: port(18_025),
  SLOWKING_PUBLIC_URL: url('http', 'https').optional(),
  SLOWKING_ARTIFACTS: z.string().min(1).default('artifacts'),
  SLOWKING_REPORTS: z.string().min(1).optional(),
  SLOWKING_MAIL_FROM: mailbox('slowking@localhost'),
  SLOWKING_MAIL_TO: mailbox('benchmarks@localhost'),
  SLOWKING_SECRET_KEY: z.string().min(1).optional(),
  SLOWKING_TARGETS: z.string().min(1).optional(),
  SLOWKING_RATE_LIMIT: z.coerce.number().int().min(0).max(1_000_000).default(20_000),
  SLOWKING_LOG: z.enum(LEVELS).default('info'),
});

/** What is set, as it is used. */
export type Settings = ReturnType<typeof readSettings>;

/** A variable holds what it cannot mean. The message names it, for people. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';
}

/** Reads the variables; an empty one counts as unset. Throws BadSettings. */
export function readSettings(environment: NodeJS.ProcessEnv) {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = variables.safeParse(set);
  if (!data) {
    throw new BadSettings(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  }
  const home = resolve(data.SLOWKING_HOME);
  return {
    home,
    host: data.SLOWKING_HOST,
    eventStoreUrl: data.EVENTSTORE_URL,
    databaseUrl: data.DATABASE_URL,
    smtpUrl: data.SMTP_URL,
    ports: {
      api: data.SLOWKING_API_PORT,
      eigen: data.SLOWKING_EIGEN_PORT,
      eventStore: data.SLOWKING_EVENTSTORE_PORT,
      postgres: data.SLOWKING_POSTGRES_PORT,
      smtp: data.SLOWKING_SMTP_PORT,
      mail: data.SLOWKING_MAIL_PORT,
    },
    publicUrl: (data.SLOWKING_PUBLIC_URL ?? `http://127.0.0.1:${data.SLOWKING_API_PORT}`).replace(/\/+$/, ''),
    artifacts: resolve(data.SLOWKING_ARTIFACTS),
    reports: data.SLOWKING_REPORTS ? resolve(data.SLOWKING_REPORTS) : join(home, 'reports'),
    mailFrom: data.SLOWKING_MAIL_FROM,
    mailTo: data.SLOWKING_MAIL_TO,
    secretKey: data.SLOWKING_SECRET_KEY,
    targets: data.SLOWKING_TARGETS,
    rateLimit: data.SLOWKING_RATE_LIMIT,
    logLevel: data.SLOWKING_LOG,
  };
}

/** What must be set where nothing is embedded: api and worker own no database. Throws BadSettings. */
export function required<Value>(value: Value | undefined, variable: string): Value {
  if (value === undefined) throw new BadSettings(`${variable} is not set; npm start sets it to what it embeds.`);
  return value;
}
