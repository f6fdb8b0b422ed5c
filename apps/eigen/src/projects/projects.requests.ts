import { z } from 'zod';

/** A project to put documents into. */
export const createProjectRequest = z.object({
  name: z.string().trim().min(1).max(1_000),
  description: z.string().max(10_000).default(''),
});
/** The same, once validated. */
export type CreateProjectRequest = z.infer<typeof createProjectRequest>;
