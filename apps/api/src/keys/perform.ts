import { text } from 'node:stream/consumers';
import { newSigningSecret, parseSigningSecret, type KeyStore } from '#adapters';
import type { KeyRecord, Signed } from '#eventsourcing';
import type { ApiKey } from '#ports';
import type { KeysRequest } from './request.js';
import { WrongUsage } from './usage.js';

type AuditKey = Signed<KeyRecord>;

/** What came of a request, told in each style. */
export interface Told {
  readonly json: unknown;
  /** For `--quiet`. */
  readonly bare: string;
  readonly people: string;
  readonly isFound?: boolean;
}

/** Does what is asked. Throws WrongUsage. */
export async function perform(request: Exclude<KeysRequest, { kind: 'help' }>, { keys, secrets, audit }: KeyStore): Promise<Told> {
  switch (request.kind) {
    case 'create': {
      const { key, ...made } = await keys.create(request.role, request.name);
      const people = `${key}\n\nIts id is ${made.keyId}, its role ${made.role}. It is kept nowhere: keep it now.`;
      return { json: { ...shown(made), key }, bare: key, people };
    }
    case 'list':
      return list((await keys.list()).map(shown), 'There are no keys.');
    case 'revoke':
      return found(await keys.revoke(request.keyId), { id: request.keyId }, `key ${request.keyId}`, 'revoked');
    case 'secret set':
      return setSecret(request, secrets);
    case 'secret list': {
      const targets = await secrets.list();
      return list(
        targets.map(({ host, createdAt }) => ({ host, created_at: createdAt.toISOString() })),
        'No target signs.',
      );
    }
    case 'secret remove':
      return found(await secrets.remove(request.host), { host: request.host }, `secret of ${request.host}`, 'removed');
    case 'audit list':
      return list((await audit.list()).map(shownAuditKey), 'Nothing was signed yet.');
    case 'audit rotate':
      return newKey(await audit.rotate(), 'The key before it vouches for it, and signs no more.');
    case 'audit restart':
      return newKey(await audit.restart(), 'Nobody vouches for it: whoever verifies has to be told of it.');
  }
}

async function setSecret(
  { host, fromStdin }: Extract<KeysRequest, { kind: 'secret set' }>,
  secrets: KeyStore['secrets'],
): Promise<Told> {
  const secret = fromStdin ? await text(process.stdin) : newSigningSecret();
  const bytes = parseSigningSecret(secret);
  if (!bytes) throw new WrongUsage('A secret is whsec_ and 24 to 64 bytes in base64.');
  await secrets.keep(host, bytes);
  if (fromStdin) return { json: { host }, bare: '', people: `From now on ${host} must sign with it.` };
  const people = `${secret}\n\nFrom now on ${host} must sign with it. It is shown only once.`;
  return { json: { host, secret }, bare: secret, people };
}

/** Of a key there is nothing to hide: it is the public half. */
const shownAuditKey = ({ key_id: id, previous, public_key }: AuditKey) => ({ id, previous, public_key });

function newKey(key: AuditKey, what: string): Told {
  const { id, public_key: publicKey } = shownAuditKey(key);
  return { json: shownAuditKey(key), bare: id, people: `${id}\n${publicKey}\n\n${what} It signs from the next checkpoint on.` };
}

function shown({ keyId, name, role, createdAt, revokedAt }: ApiKey): Readonly<Record<string, string | null>> {
  return { id: keyId, role, name, created_at: createdAt.toISOString(), revoked_at: revokedAt?.toISOString() ?? null };
}

/** The first column is what other commands take. */
function list(rows: readonly Readonly<Record<string, string | null>>[], nothing: string): Told {
  const lines = rows.map((row) => Object.values(row).map((value) => value ?? ''));
  const heads = Object.keys(rows[0] ?? {}).map((name) => name.replaceAll('_', ' '));
  const widths = heads.map((head, at) => Math.max(head.length, ...lines.map((line) => line[at]!.length)));
  const table = [heads, ...lines].map((line) => line.map((cell, at) => cell.padEnd(widths[at]!)).join('  ').trimEnd());
  return {
    json: { items: rows },
    bare: lines.map(([first]) => first).join('\n'),
    people: rows.length === 0 ? nothing : table.join('\n'),
  };
}

function found(isFound: boolean, json: object, what: string, done: string): Told {
  if (!isFound) return { json: { ...json, [done]: false }, bare: '', people: `There is no ${what}.`, isFound };
  return { json: { ...json, [done]: true }, bare: '', people: `The ${what} is ${done}.` };
}
