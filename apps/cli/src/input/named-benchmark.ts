import { EXIT, Failure } from '../failure.js';
import type { SlowkingApi } from '../http/slowking-api.js';

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of what people name: by its id, or by a name, which stands for the newest one of it that has a report. */
export async function idOf(api: SlowkingApi, asked: string): Promise<string> {
  if (ID.test(asked)) return asked;
  const { items } = await api.list({ name: asked, limit: 1000 });
  const newest = items.find(({ report_revision: revision }) => revision !== null);
  if (newest) return newest.benchmark_id;
  throw new Failure(EXIT.refused, `No benchmark of the name ${JSON.stringify(asked)} has a report.`, '`slowking list` shows those there are.');
}
