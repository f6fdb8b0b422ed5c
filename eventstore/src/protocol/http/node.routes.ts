import { VERSION } from '../server-features.service.js';
import type { Route } from './route.js';

/** Whether the node lives, and what it is. */
export const nodeRoutes = (isLive: () => boolean, isSecure: boolean): readonly Route[] => [
  { method: 'GET', path: '/health/live', need: 'nobody', answer: ({ query }) => ({ status: isLive() ? liveCode(query.get('liveCode')) : 503 }) },
  { method: 'GET', path: '/ping', need: 'nobody', answer: () => ({ status: 200, body: { text: 'Ping request successfully handled', msgTypeId: 0 } }) },
  {
    method: 'GET', path: '/info', need: 'nobody', answer: () => ({
      status: 200, body: {
        dbVersion: VERSION,
        esVersion: VERSION,
        state: 'leader',
        features: { projections: false, userManagement: true, atomPub: false },
        authentication: { type: isSecure ? 'internal' : 'insecure', properties: {} },
      },
    }),
  },
];

function liveCode(wanted: string | null): number {
  const code = Number(wanted ?? 204);
  return Number.isInteger(code) && code >= 200 && code < 600 ? code : 400;
}
