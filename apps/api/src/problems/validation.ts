import { StandardSchemaValidationPipe } from '@nestjs/common';
import { RequestRefused } from './problem.js';

const MOST_ERRORS = 20;

/** Checks every input against its schema, and says of each field what is wrong with it. */
export const validationPipe = new StandardSchemaValidationPipe({
  exceptionFactory: (issues) => {
    const errors = issues.slice(0, MOST_ERRORS).map(({ path = [], message }) => ({
      field: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      message,
    }));
    const text = errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
    return new RequestRefused('InvalidRequest', text, errors);
  },
});
