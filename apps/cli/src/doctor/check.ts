/** What was looked at, and what was found. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** All is well. */
export const ok = (check: string, detail: string): Finding => ({ check, status: 'ok', detail });
/** It works, but somebody should look at it. */
export const warn = (check: string, detail: string, hint: string): Finding => ({ check, status: 'warn', detail, hint });
/** It does not work. */
export const fail = (check: string, detail: string, hint: string): Finding => ({ check, status: 'fail', detail, hint });

/** Why something could not be reached, in a few words. */
export function because(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'it does not answer';
  const { code, cause } = error as { code?: string; cause?: unknown };
  return code ?? (cause === undefined ? error.message : because(cause));
}
