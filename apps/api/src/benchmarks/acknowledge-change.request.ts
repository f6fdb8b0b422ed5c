import { z } from 'zod';
import { plainString } from './start.request.js';

/** Why a change is known. */
export const acknowledgeChangeRequest = z.strictObject({ reason: plainString(1000) }).meta({ id: 'AcknowledgeChange' });
/** The same, once validated. */
export type AcknowledgeChangeRequest = z.infer<typeof acknowledgeChangeRequest>;
