import { z } from 'zod';
import { named } from '../http/shapes.js';

const field = z.object({
  field: z.string(),
  pointer: z.string().optional().describe('JSON Pointer into the request.'),
  column: z.int().optional().describe('Of the character that is wrong, from 1 on.'),
  message: z.string(),
});

/** An error as the API's description shows it. */
export const problemSchema = named(
  'Problem',
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().describe('Stable, for machines.'),
    errors: z.array(field).optional().describe('What is wrong with the request, field by field.'),
  }),
);
