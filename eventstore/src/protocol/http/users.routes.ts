import type { Authority } from '../../access/authority.js';
import type { UserDetails } from '../../access/stored-user.js';
import type { Users } from '../../access/users.js';
import { accessDenied, invalid } from '../errors.js';
import { chosen, complete, ofOneself } from '../users.service.js';
import type { Asked, Route } from './route.js';

const DONE = { status: 200, body: { success: true, error: 'Success' } };

/** The users, as EventStoreDB's documentation shows how to manage them. */
export const usersRoutes = (users: Users, authority: Authority): readonly Route[] => {
  const done = async (work: Promise<void>) => (await work, DONE);
  const command = (name: string, run: (loginName: string, asked: Asked) => Promise<void>, need: Route['need'] = 'admin'): Route =>
    ({ method: 'POST', path: `/users/*/command/${name}`, need, answer: async (asked) => done(run(asked.parts[0]!, asked)) });
  return [
    { method: 'GET', path: '/users', need: 'admin', answer: () => ({ status: 200, body: { success: true, data: users.details(undefined).map(shown) } }) },
    { method: 'POST', path: '/users', need: 'admin', answer: async ({ body }) => ({ ...(await done(users.create(complete(told(body))))), status: 201 }) },
    {
      method: 'GET', path: '/users/*', need: 'user', answer: ({ parts, metadata }) => {
        const loginName = parts[0] === '$current' ? authority.callerOf(metadata)?.name : parts[0];
        if (loginName === undefined) throw accessDenied('Nobody says who asks');
        ofOneself(loginName, authority, metadata);
        return { status: 200, body: { success: true, data: shown(users.details(loginName)[0]!) } };
      },
    },
    { method: 'PUT', path: '/users/*', need: 'admin', answer: async ({ parts, body }) => done(users.change(parts[0]!, { fullName: text(body, 'fullName'), groups: groupsOf(body) })) },
    { method: 'DELETE', path: '/users/*', need: 'admin', answer: async ({ parts }) => done(users.remove(parts[0]!)) },
    command('enable', (loginName) => users.change(loginName, { disabled: false })),
    command('disable', (loginName) => users.change(loginName, { disabled: true })),
    command('reset-password', (loginName, { body }) => users.setPassword(loginName, chosen(text(body, 'newPassword')), undefined)),
    command('change-password', (loginName, { body, metadata }) => {
      ofOneself(loginName, authority, metadata);
      return users.setPassword(loginName, chosen(text(body, 'newPassword')), text(body, 'currentPassword'));
    }, 'user'),
  ];
};

const shown = ({ loginName, fullName, groups, disabled, updated }: UserDetails) =>
  ({ loginName, fullName, groups, disabled, dateLastUpdated: new Date(updated).toISOString() });

const told = (body: Asked['body']) =>
  ({ loginName: text(body, 'loginName'), fullName: text(body, 'fullName'), password: text(body, 'password'), groups: groupsOf(body) });

function text(body: Asked['body'], key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw invalid(`${key} is a text`);
  return value;
}

function groupsOf({ groups = [] }: Asked['body']): string[] {
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string')) throw invalid('groups is a list of texts');
  return groups;
}
