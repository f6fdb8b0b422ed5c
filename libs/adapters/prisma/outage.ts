/** What PostgreSQL says when it is not the question's fault: connections, resources, shutdowns, deadlines. */
export const OUTAGE = /^(08|53|57P|58|57014|25P03)/;
/** What has no state of SQL: the pool's and the socket's own words. */
const CONNECTION_TROUBLE = /timeout|terminated|connection|ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|does not answer/i;

/** Whether a driver's error is the database's trouble, not the question's. */
export function isPostgresOutage(error: unknown): boolean {
  const { code = '', message = '' } = (error ?? {}) as { code?: string; message?: string };
  return OUTAGE.test(code) || CONNECTION_TROUBLE.test(`${code} ${message}`);
}
