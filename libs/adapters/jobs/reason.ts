/** pg-boss keeps what was thrown, serialised; of a lost heartbeat it makes a value with a message. */
export function reasonOf(output: unknown): string {
  const { message, value } = (output ?? {}) as { message?: unknown; value?: { message?: unknown } };
  return String(message ?? value?.message ?? 'unknown');
}
