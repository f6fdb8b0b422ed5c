import { z } from 'zod';
import { mailboxOf } from '#domain';
import { workloadRequest } from './workload.request.js';

/** Characters of an idempotency key, here or in the header. */
export const LONGEST_KEY = 200;

/** Text that may become a name: well-formed, without control characters. */
export const plainString = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
      message: 'must be well-formed text without U+0000',
    });

/** As those who send mails understand it, and without a name before it. */
const address = plainString(320)
  .refine((text) => mailboxOf(text)?.address === text, { error: ({ input }) => `${JSON.stringify(input)} is not a mail address` })
  .describe('A mail address, without a name.');
const documents = z.union([plainString(4096), z.array(plainString(4096)).min(1).max(100_000)], { error: 'must be the name of a folder, or a list of names of files' });

/** `null` is absent. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** What the outside sends to start a benchmark. */
const fields = z.strictObject({
  benchmark_name: plainString(200),
  benchmark_type: plainString(200),
  benchmark_url: plainString(2000),
  username: plainString(200),
  password: z.string().min(1).max(1000),
  benchmark_infra: optional(plainString(200)),
  eigen_version: optional(plainString(200)),
  documents: optional(documents),
  workload: optional(workloadRequest),
  slo: optional(z.array(plainString(200)).max(50)),
  baseline: optional(plainString(200)),
  notify: optional(z.union([address, z.array(address).min(1).max(50)], { error: 'must be a mail address, or a list of them' })),
  deadline_seconds: optional(z.int().min(1).max(604_800)),
  exclusive: optional(z.boolean().describe('Send nothing while another run that has begun goes on at the same target.')),
  idempotency_key: optional(plainString(LONGEST_KEY)),
});

/** What the original application called these fields. */
const ALIASES: Readonly<Record<string, string>> = {
  name: 'benchmark_name',
  target_url: 'benchmark_url',
  target_infra: 'benchmark_infra',
  target_eigen_platform_version: 'eigen_version',
};

function translate(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const given = Object.keys(body);
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      const field = ALIASES[key];
      return [field !== undefined && !given.includes(field) ? field : key, value];
    }),
  );
}

/** The command that starts a benchmark, as it comes over HTTP. */
export const startRequest = z.preprocess(translate, fields).meta({ id: 'StartBenchmark' });
/** The same, once validated. */
export type StartRequest = z.infer<typeof startRequest>;
