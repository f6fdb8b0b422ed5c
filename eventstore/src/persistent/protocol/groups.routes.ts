import type { Answered, Asked, Route } from '../../protocol/http/route.js';
import { invalid } from '../../protocol/errors.js';
import type { Groups } from '../groups.js';
import { groupMissing } from '../refusals.js';
import { groupDocument, groupSummary } from './groups.json.js';

/** Groups as they are asked for over HTTP: by clients where the other protocol's methods are not advertised, and by tools. */
export const groupsRoutes = (groups: Groups): readonly Route[] => [
  { method: 'GET', path: '/subscriptions', need: 'user', answer: ({ query }) => listed(groups, undefined, query) },
  { method: 'POST', path: '/subscriptions/restart', need: 'operator', answer: async () => (await groups.restart(), { status: 200, body: 'Restarting' }) },
  { method: 'GET', path: '/subscriptions/*', need: 'user', answer: ({ parts, query }) => listed(groups, parts[0], query) },
  { method: 'GET', path: '/subscriptions/*/*/info', need: 'user', answer: async (asked) => ({ status: 200, body: await groupDocument(await groups.find(named(asked))) }) },
  {
    method: 'POST', path: '/subscriptions/*/*/replayParked', need: 'operator', answer: async (asked) => {
      const stopAt = asked.query.get('stopAt');
      const group = await groups.find(named(asked));
      group.replay(stopAt === null ? undefined : whole(stopAt));
      return { status: 200, body: {} };
    },
  },
];

const named = ({ parts: [stream = '', group = ''] }: Asked) => ({ stream, group });

async function listed(groups: Groups, stream: string | undefined, query: URLSearchParams): Promise<Answered> {
  const found = await groups.list(stream);
  if (!found || (stream !== undefined && found.length === 0)) throw groupMissing({ stream: stream ?? '', group: '' });
  const summaries = await Promise.all(found.map(groupSummary));
  if (!query.has('offset') && !query.has('count')) return { status: 200, body: summaries };
  const [offset, count] = [whole(query.get('offset') ?? '0'), whole(query.get('count') ?? String(summaries.length))];
  return { status: 200, body: { offset, count, total: summaries.length, subscriptions: summaries.slice(offset, offset + count) } };
}

function whole(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw invalid(`${text} is no whole number from 0 on`);
  return number;
}
