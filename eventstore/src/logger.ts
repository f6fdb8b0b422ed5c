/** One JSON line on stderr. */
export function logLine(level: 'info' | 'error', message: string, details: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...details })}\n`);
}

export function logError(message: string, error: unknown): void {
  const { stack, cause } = error instanceof Error ? error : { stack: String(error), cause: undefined };
  logLine('error', message, { error: stack, ...(cause === undefined ? {} : { cause: String(cause) }) });
}
