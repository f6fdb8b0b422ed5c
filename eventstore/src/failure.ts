/** What can be said of anything that was thrown; errors from other realms are no instances of our Error. */
export const messageOf = (error: unknown): string => String(property(error, 'message') ?? error);

export const codeOf = (error: unknown): unknown => property(error, 'code');

/** The reason an error gives, or the error itself. */
export const rootOf = (error: unknown): unknown => property(error, 'cause') ?? error;

function property(error: unknown, name: 'message' | 'code' | 'cause'): unknown {
  return typeof error === 'object' && error !== null ? (error as Partial<Record<typeof name, unknown>>)[name] : undefined;
}
