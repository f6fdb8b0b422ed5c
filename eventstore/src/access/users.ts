import { timingSafeEqual } from 'node:crypto';
import type { EventLog } from '../log/event-log.js';
import { OwnStream } from '../persistent/keeping/own-stream.js';
import type { Caller } from './acl.js';
import { digest, opens, seal } from './password.js';
import { parseUser, type StoredUser, type UserDetails } from './stored-user.js';
import { userConflict, userMissing, wrongPassword } from './user-refusals.js';

/** Passwords of the users that are built in; `changeit` where none is given, as everywhere with this protocol. */
export interface Passwords {
  readonly admin?: string | undefined;
  readonly ops?: string | undefined;
}

interface User {
  readonly stored: StoredUser;
  /** Of the right password, once that is known. */
  digest: Buffer | undefined;
  /** The newest try at the password: each waits for the one before it. */
  tries: Promise<unknown>;
}

const ONLY_ADMINS = { $acl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' } };
const PAGE = 500;

/** Tells who brings the right password. All users but the built-in ones are kept in the log, one event a change. */
export class Users {
  private readonly known = new Map<string, User>();
  private readonly kept: OwnStream;
  private last: Promise<unknown> = Promise.resolve();
  private trying: Promise<unknown> = Promise.resolve();

  /** With all users that the log knows. */
  static async open(log: EventLog, { admin = 'changeit', ops = 'changeit' }: Passwords): Promise<Users> {
    const users = new Users(log);
    users.builtIn('admin', '$admins', admin);
    users.builtIn('ops', '$ops', ops);
    await users.load();
    return users;
  }

  private constructor(log: EventLog) {
    this.kept = new OwnStream(log, '$users', ONLY_ADMINS);
  }

  /** From the value of an `authorization` header; undefined for whoever is not known, is disabled, or brings another password. */
  async authenticated(header: string): Promise<Caller | undefined> {
    const { name, password } = login(header);
    const user = this.known.get(name);
    if (!user || !(await this.tried(user, password))) return undefined;
    // Who was changed meanwhile is asked for again.
    return this.known.get(name) === user ? this.recognised(header) : this.authenticated(header);
  }

  /** The same, at once, of whoever has brought the right password before. */
  recognised(header: string): Caller | undefined {
    const { name, password } = login(header);
    const { stored, digest: right } = this.known.get(name) ?? {};
    if (!stored || !right || stored.disabled || !timingSafeEqual(right, digest(password))) return undefined;
    return { name: stored.loginName, groups: stored.groups };
  }

  /** One, or all of them; throws Refused if there is no such user. */
  details(loginName: string | undefined): UserDetails[] {
    if (loginName !== undefined) return [this.user(loginName).stored];
    return Array.from(this.known.values(), ({ stored }) => stored).sort((a, b) => (a.loginName < b.loginName ? -1 : 1));
  }

  create({ loginName, fullName, groups, password }: Pick<UserDetails, 'loginName' | 'fullName' | 'groups'> & { readonly password: string }): Promise<void> {
    return this.inOrder(async () => {
      if (this.known.has(loginName)) throw userConflict(loginName);
      await this.keep({ loginName, fullName, groups, disabled: false, updated: Date.now(), password: await seal(password) });
    });
  }

  /** All but the login name; throws Refused if there is no such user. */
  change(loginName: string, changes: Partial<Pick<UserDetails, 'fullName' | 'groups' | 'disabled'>>): Promise<void> {
    return this.inOrder(() => this.keep({ ...this.user(loginName).stored, ...changes, updated: Date.now() }));
  }

  remove(loginName: string): Promise<void> {
    return this.inOrder(() => this.keep({ ...this.user(loginName).stored, isDeleted: true, updated: Date.now() }));
  }

  /** Throws Refused if the current password is another; undefined: nobody asks for it. */
  setPassword(loginName: string, password: string, current: string | undefined): Promise<void> {
    return this.inOrder(async () => {
      const user = this.user(loginName);
      if (current !== undefined && !(await this.tried(user, current))) throw wrongPassword();
      await this.keep({ ...user.stored, password: await seal(password), updated: Date.now() });
    });
  }

  private builtIn(loginName: string, group: string, password: string): void {
    this.known.set(loginName, { stored: { loginName, fullName: `EventStoreDB ${loginName}`, groups: [group], disabled: false, updated: 0 }, digest: digest(password), tries: Promise.resolve() });
  }

  private async load(): Promise<void> {
    // A page may be shorter than was asked for.
    for (let page = await this.kept.read(0, PAGE); page.length > 0; page = await this.kept.read(page.at(-1)!.revision + 1, PAGE)) {
      for (const { data } of page) {
        const user = parseUser(data);
        if (user) this.take(user);
      }
    }
  }

  private async keep(changed: StoredUser): Promise<void> {
    await this.kept.append('$User', true, JSON.stringify(changed));
    this.take(changed);
  }

  private take(stored: StoredUser): void {
    const before = this.known.get(stored.loginName);
    if (stored.isDeleted) return void this.known.delete(stored.loginName);
    const isSame = stored.password?.hash === before?.stored.password?.hash;
    this.known.set(stored.loginName, { stored, digest: isSame ? before?.digest : undefined, tries: Promise.resolve() });
  }

  private user(loginName: string): User {
    const user = this.known.get(loginName);
    if (!user) throw userMissing(loginName);
    return user;
  }

  /** In line behind the tries at the same user's password: whoever guesses at one keeps others waiting for a try of his at most. */
  private tried(user: User, password: string): Promise<boolean> {
    if (user.digest) return isRight(user, password);
    const turn = (): Promise<boolean> => this.alone(() => isRight(user, password));
    const tried = user.tries.then(turn, turn);
    user.tries = tried;
    return tried;
  }

  /** One after the other: the threads that do it are those that read the disk. */
  private alone(work: () => Promise<boolean>): Promise<boolean> {
    const done = this.trying.then(work, work);
    this.trying = done;
    return done;
  }

  /** One change after the other. */
  private inOrder(work: () => Promise<void>): Promise<void> {
    const result = this.last.then(work, work);
    this.last = result;
    return result;
  }
}

/** A name of nobody where it is no login. */
function login(header: string): { readonly name: string; readonly password: string } {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header) ?? [];
  const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  return { name, password };
}

async function isRight(user: User, password: string): Promise<boolean> {
  const brought = digest(password);
  if (user.digest) return timingSafeEqual(user.digest, brought);
  if (!user.stored.password || !(await opens(user.stored.password, password))) return false;
  user.digest = brought;
  return true;
}
