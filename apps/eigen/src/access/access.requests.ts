import { z } from 'zod';

/** Who wants to come in. */
export const tokenRequest = z.object({ username: z.string().min(1), password: z.string().min(1) });
/** The same, once validated. */
export type TokenRequest = z.infer<typeof tokenRequest>;
