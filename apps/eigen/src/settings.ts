import type { LogLevel } from '@nestjs/common';
import { z } from 'zod';
import { misbehaviourRequest } from './misbehaviour/misbehaviour.requests.js';
import { parseServiceLaw } from './processing/service-time.js';

/** The levels that slowking's own programs have. */
const LOG_LEVELS = {
  verbose: ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'],
  debug: ['debug', 'log', 'warn', 'error', 'fatal'],
  info: ['log', 'warn', 'error', 'fatal'],
  warn: ['warn', 'error', 'fatal'],
  error: ['error', 'fatal'],
  fatal: ['fatal'],
} as const satisfies Record<string, readonly LogLevel[]>;

const number = z.string().trim().min(1).transform(Number);
const whole = (least: number, most: number) => number.pipe(z.int().min(least).max(most));
const decimal = (least: number, most: number) => number.pipe(z.number().min(least).max(most));
const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');

const apiUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .transform((text) => new URL(text))
  .refine(({ username, password }) => !username && !password, 'must not carry a user or password');

const serviceLaw = z.string().transform((text, context) => {
  const law = parseServiceLaw(text);
  if (law) return law;
  context.addIssue('must be constant:<seconds>, exponential:<mean> or lognormal:<mean>,<sigma>');
  return z.NEVER;
});

/** As Standard Webhooks writes secrets: 24 to 64 bytes in base64. */
const webhookSecret = z
  .string()
  .regex(/^(?:whsec_)?[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and base64')
  .transform((text) => Buffer.from(text.replace(/^whsec_/, ''), 'base64'))
  .refine(({ length }) => length >= 24 && length <= 64, 'must be 24 to 64 bytes');

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('must be JSON');
    return z.NEVER;
  }
});

const environment = z.object({
  EIGEN_HOST: z.string().default('127.0.0.1'),
  SLOWKING_EIGEN_PORT: whole(0, 65_535).default(8283),
  EIGEN_USERNAME: z.string().optional(),
  EIGEN_PASSWORD: z.string().optional(),
  EIGEN_TOKEN_SECONDS: decimal(0.001, 1e9).default(3_600),
  EIGEN_UNIQUE_NAMES: onOff.default(false),
  EIGEN_WORKERS: whole(1, 1_000).default(4),
  EIGEN_SERVICE: serviceLaw.default({ kind: 'constant', mean: 0.05 }),
  EIGEN_SEED: whole(0, 2 ** 32).default(1),
  EIGEN_CLOCK: onOff.default(true),
  EIGEN_CLOCK_OFFSET_SECONDS: decimal(-1e9, 1e9).default(0),
  EIGEN_CLOCK_DRIFT_PPM: decimal(-500_000, 1e6).default(0),
  EIGEN_PUBLIC_HOST: z.string().optional(),
  EIGEN_POST_CONNECTIONS: whole(1, 1_000).default(8),
  EIGEN_POST_TIMEOUT_SECONDS: decimal(0.001, 600).default(5),
  EIGEN_POST_RETRY_SECONDS: decimal(0, 86_400).default(120),
  EIGEN_API_KEY: z.string().regex(/^[\x21-\x7e]+$/, 'must be visible ASCII characters').optional(),
  EIGEN_WEBHOOK_SECRET: webhookSecret.optional(),
  EIGEN_MISBEHAVE: json.pipe(misbehaviourRequest).prefault('{}'),
  SLOWKING_API_URL: apiUrl.prefault('http://127.0.0.1:8091'),
  SLOWKING_LOG: z.literal(Object.keys(LOG_LEVELS) as (keyof typeof LOG_LEVELS)[]).default('info'),
});

/** What the variables mean, with their defaults. */
export type Settings = ReturnType<typeof readSettings>;

/** What is wrong with the variables, in one line. */
export class SettingsError extends Error {}

/** Reads the variables; an empty one counts as unset. */
export function readSettings(variables: Readonly<Record<string, string | undefined>>) {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  const { success, data, error } = environment.safeParse(set);
  if (!success) throw new SettingsError(error.issues.map(describe).join('; '));
  return settings(data);
}

const describe = ({ path, message }: z.core.$ZodIssue): string => `${path.join('.')}: ${message}`;

const settings = (read: z.output<typeof environment>) => ({
  host: read.EIGEN_HOST,
  port: read.SLOWKING_EIGEN_PORT,
  username: read.EIGEN_USERNAME,
  password: read.EIGEN_PASSWORD,
  tokenSeconds: read.EIGEN_TOKEN_SECONDS,
  uniqueNames: read.EIGEN_UNIQUE_NAMES,
  workers: read.EIGEN_WORKERS,
  serviceLaw: read.EIGEN_SERVICE,
  seed: read.EIGEN_SEED,
  clockRoute: read.EIGEN_CLOCK,
  clock: { offsetSeconds: read.EIGEN_CLOCK_OFFSET_SECONDS, driftPpm: read.EIGEN_CLOCK_DRIFT_PPM },
  publicHost: read.EIGEN_PUBLIC_HOST,
  delivery: {
    apiUrl: read.SLOWKING_API_URL,
    connections: read.EIGEN_POST_CONNECTIONS,
    timeoutSeconds: read.EIGEN_POST_TIMEOUT_SECONDS,
    retrySeconds: read.EIGEN_POST_RETRY_SECONDS,
    apiKey: read.EIGEN_API_KEY,
    webhookSecret: read.EIGEN_WEBHOOK_SECRET,
  },
  misbehaviour: read.EIGEN_MISBEHAVE,
  logLevels: [...LOG_LEVELS[read.SLOWKING_LOG]] as LogLevel[],
});
