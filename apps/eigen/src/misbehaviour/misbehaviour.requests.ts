import { z } from 'zod';

/** The routes that can misbehave. */
export const routes = ['token', 'csrf', 'project', 'upload', 'time'] as const;
/** One of them. */
export type RouteName = (typeof routes)[number];

/** How often: `count` times at most, each time with probability `rate`; always, when neither is said. */
const often = { rate: z.number().min(0).max(1).default(1), count: z.int().min(0).optional() };
/** Before the platform has done what it was asked for, or after, so that only the answer is lost. */
const when = z.enum(['before', 'after']).default('before');
const phase = z.enum(['start', 'end']).optional();

const occasion = z.strictObject(often);
const failing = z.strictObject({ ...often, when, status: z.int().min(500).max(599).default(503) });
const hanging = z.strictObject({ ...often, when });
const dripping = z.strictObject({ ...often, seconds_per_byte: z.number().min(0).max(60).default(0.05) });
const posting = z.strictObject({ ...often, phase });

const perRoute = <Rule extends z.ZodType>(rule: Rule) => z.partialRecord(z.enum(routes), rule).default({});

/** What the platform does wrong; `{}` is a platform that behaves. */
export const misbehaviourRequest = z.strictObject({
  '5xx': perRoute(failing),
  hang: perRoute(hanging),
  drip: perRoute(dripping),
  expired_session: occasion.optional(),
  duplicate: posting.optional(),
  lost: posting.optional(),
  reordered: occasion.optional(),
  end_before_start: occasion.optional(),
  unknown_document: occasion.optional(),
});
/** The same, once validated. */
export type MisbehaviourRequest = z.infer<typeof misbehaviourRequest>;
/** How often something goes wrong. */
export type Occasion = z.infer<typeof occasion>;
