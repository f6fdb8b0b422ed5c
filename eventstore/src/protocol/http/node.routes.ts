import type { EventLog } from '../../log/event-log.js';
import { addressOf, type Identity } from '../gossip.service.js';
import { figures } from '../monitoring.service.js';
import { NO_PROJECTIONS } from '../projections.service.js';
import { VERSION } from '../server-features.service.js';
import type { Route } from './route.js';

interface Node {
  readonly log: EventLog;
  readonly identity: Identity;
  readonly isLive: () => boolean;
  readonly isSecure: boolean;
}

const noProjections = { path: '/projections/**', need: 'operator', ignoresBody: true, answer: () => ({ status: 501, reason: NO_PROJECTIONS, body: { error: NO_PROJECTIONS } }) } as const;

/** Whether the node lives, what it is and does, and what it has not got. */
export const nodeRoutes = ({ log, identity, isLive, isSecure }: Node): readonly Route[] => [
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
  { method: 'GET', path: '/gossip', need: 'nobody', answer: ({ host }) => ({ status: 200, body: gossip(identity, host, log.end) }) },
  { method: 'GET', path: '/stats', need: 'user', answer: () => ({ status: 200, body: nested(figures(log)) }) },
  { method: 'GET', ...noProjections }, { method: 'POST', ...noProjections }, { method: 'PUT', ...noProjections }, { method: 'DELETE', ...noProjections },
];

/** As the other protocol tells it, with the names of EventStoreDB's own; there is no other transport, and no epoch. */
function gossip(identity: Identity, host: string, end: number) {
  const { address, port } = addressOf(host, identity);
  const nowhere = { internalTcpPort: 0, internalSecureTcpPort: 0, externalTcpPort: 0, externalSecureTcpPort: 0 };
  const member = {
    instanceId: identity.instanceId, timeStamp: new Date().toISOString(), state: 'Leader', isAlive: true,
    internalTcpIp: address, externalTcpIp: address, ...nowhere,
    internalHttpEndPointIp: address, internalHttpEndPointPort: port, httpEndPointIp: address, httpEndPointPort: port,
    lastCommitPosition: end, writerCheckpoint: end, chaserCheckpoint: end, epochPosition: 0, epochNumber: 0, epochId: identity.instanceId,
    nodePriority: 0, isReadOnlyReplica: false, esVersion: VERSION,
  };
  return { members: [member], serverIp: address, serverPort: port };
}

/** `proc-mem` as `{ proc: { mem } }`; numbers as numbers. */
function nested(flat: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(flat)) {
    const path = key.split('-');
    const place = path.slice(0, -1).reduce((at, part) => (at[part] ??= {}) as Record<string, unknown>, found);
    place[path.at(-1)!] = /^\d+$/.test(value) ? Number(value) : value;
  }
  return found;
}

function liveCode(wanted: string | null): number {
  const code = Number(wanted ?? 204);
  return Number.isInteger(code) && code >= 200 && code < 600 ? code : 400;
}
