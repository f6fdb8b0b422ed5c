/** As SLOWKING_LOG names them: one variable for all that runs. */
const LEVELS = ['verbose', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

type Level = (typeof LEVELS)[number];

/** One JSON line on stderr, if such lines are asked for. */
export function logLine(level: Level, message: string, details: Readonly<Record<string, unknown>> = {}): void {
  if (!isShown(level, process.env['SLOWKING_LOG'])) return;
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...details })}\n`);
}

/** `fatal`: the node ends by it. */
export function logError(message: string, error: unknown, level: 'error' | 'fatal' = 'error'): void {
  const { stack, cause } = error instanceof Error ? error : { stack: String(error), cause: undefined };
  logLine(level, message, { error: stack, ...(cause === undefined ? {} : { cause: String(cause) }) });
}

/** Whether a line is of the level that is asked for, or above it. A level that nobody knows counts as `info`: the log must not stop the node. */
export function isShown(level: Level, asked: string | undefined): boolean {
  const from = LEVELS.findIndex((name) => name === asked);
  return LEVELS.indexOf(level) >= (from === -1 ? LEVELS.indexOf('info') : from);
}
