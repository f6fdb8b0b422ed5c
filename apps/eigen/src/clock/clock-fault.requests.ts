import { z } from 'zod';

const decimal = (least: number, most: number) => z.number().min(least).max(most).default(0);

/** What shall be wrong with the clock; `{}` is one that goes right, as far as the machine's does. */
export const clockFaultRequest = z.strictObject({
  offset_seconds: decimal(-1e9, 1e9),
  drift_ppm: decimal(-500_000, 1e6),
});
/** The same, once validated. */
export type ClockFaultRequest = z.infer<typeof clockFaultRequest>;
