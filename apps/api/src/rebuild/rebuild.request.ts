import { z } from 'zod';

const described = 'Takes the new tables though rows of them differ from the live ones.';

/** How the read models are to be rebuilt. */
export const rebuildRequest = z
  .strictObject({
    accept_differences: z
      .boolean()
      .nullish()
      .transform((value) => value ?? false)
      .describe(described),
  })
  .prefault({})
  .meta({ id: 'RebuildRequest' });
/** The same, once validated. */
export type RebuildRequest = z.infer<typeof rebuildRequest>;
