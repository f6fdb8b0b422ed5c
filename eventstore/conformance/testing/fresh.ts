import { randomUUID } from 'node:crypto';

/** What every name begins with that the suite makes up. */
export const FRESH = 'conformance';

/** A category that nobody has used. */
export const freshCategory = (): string => `${FRESH}${randomUUID().replaceAll('-', '')}`;

/** A stream that nobody has used, in a category that nobody has used; or a group. */
export const fresh = (): string => `${freshCategory()}-1`;
