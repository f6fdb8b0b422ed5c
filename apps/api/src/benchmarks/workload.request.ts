import { z } from 'zod';
import { MOST_DOCUMENTS, MOST_PASSES, MOST_REQUESTS, ONE_PASS, searchObjectiveFault, type Workload } from '#domain';

const MOST_IN_A_REQUEST = 1000;
const SEED = 1;
/** Passes of a search. */
const RATES = 8;

/** `null` is absent. What is absent is not filled in here: the same request has the same fingerprint in every version. */
const optional = <Schema extends z.ZodType>(schema: Schema, meaning: string) =>
  schema
    .nullish()
    .transform((value) => value ?? undefined)
    .meta({ description: meaning });

const seed = z.int().min(0);
const order = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('given') }),
  z.strictObject({ kind: z.literal('shuffled'), seed }),
]);
const passes = {
  repeat: optional(z.int().min(1).max(MOST_PASSES), 'Passes over the corpus; each begins when the one before is through. Default: 1.'),
  warmup: optional(z.int().min(0).max(MOST_DOCUMENTS), 'So many documents, the first of the first pass, are no part of the statistics. Default: 0.'),
  order: optional(order, 'In which order the documents of a pass are sent; shuffled, each pass in another. Default: given.'),
};
const documents = z.int().min(1).max(MOST_IN_A_REQUEST);
const batch = optional(documents, 'Documents a request. Default: 1.');
const closed = {
  mode: z.literal('closed'),
  in_flight: z.int().min(1).max(MOST_REQUESTS).default(4).meta({ description: 'Requests on their way at a time.' }),
};
const arrival = {
  mode: z.literal('arrival'),
  process: optional(z.enum(['constant', 'poisson']), 'Requests at equal distances, or at random ones. Default: constant.'),
  rate_per_second: z.number().min(0.001).max(1000).meta({ description: 'Requests a second, whatever the platform does with them.' }),
  seed: optional(seed, 'Of the random distances. Default: 1.'),
};

const objective = z.string().max(200).superRefine((text, context) => {
  const fault = searchObjectiveFault(text);
  if (fault !== undefined) context.addIssue(fault);
});
const search = {
  ...arrival,
  mode: z.literal('search'),
  objective: objective.meta({ description: 'What a pass must keep, as `p95(end_to_end) < 5s`: an upper limit of processing or end_to_end.' }),
  rate_per_second: arrival.rate_per_second.default(1).meta({ description: 'Requests a second of the first pass. Default: 1.' }),
};

/** How documents shall be sent, as it comes over HTTP. */
export const workloadRequest = z.discriminatedUnion('mode', [
  z.strictObject({ ...closed, batch, ...passes }),
  z.strictObject({
    mode: z.literal('burst'),
    batch: optional(z.union([documents, z.literal('all')], { error: 'must be a number of documents, or "all"' }), 'Documents a request; all requests leave at once. Default: all.'),
    ...passes,
  }),
  z.strictObject({ ...arrival, batch, ...passes }),
  z.strictObject({ ...search, batch, ...passes }),
]);

/** The whole workload that a request asks for. */
export function workloadOf(asked: z.infer<typeof workloadRequest>): Workload {
  const { repeat = ONE_PASS.repeat, warmup = ONE_PASS.warmup, order = ONE_PASS.order } = asked;
  const passes = { repeat, warmup, order };
  switch (asked.mode) {
    case 'closed':
      return { mode: 'closed', in_flight: asked.in_flight, batch: asked.batch ?? 1, ...passes };
    case 'burst':
      return { mode: 'burst', batch: asked.batch ?? 'all', ...passes };
    case 'search': {
      const { mode, objective, process = 'constant', rate_per_second, seed = SEED, batch = 1 } = asked;
      return { mode, objective, process, rate_per_second, seed, batch, ...passes, repeat: asked.repeat ?? RATES };
    }
    case 'arrival': {
      const { mode, process = 'constant', rate_per_second, seed = SEED, batch = 1 } = asked;
      return { mode, process, rate_per_second, seed, batch, ...passes };
    }
  }
}
