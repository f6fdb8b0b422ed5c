import { status, type Metadata } from '@grpc/grpc-js';
import type { EventLog } from '../log/event-log.js';
import { isLinkStream } from '../log/links/links-of.js';
import type { Acl, Right, StreamMetadata } from '../log/stream-metadata.js';
import { isMetastream, ruledBy } from '../log/visibility.js';
import { accessDenied, Refused } from '../protocol/errors.js';
import { isAdmin, NO_DEFAULTS, parseDefaults, permits, type Caller, type DefaultAcls } from './acl.js';
import type { Need } from './needs.js';
import type { Users } from './users.js';

/** What a call wants of a stream. */
export type Wish = 'read' | 'append' | 'delete';

/** What one caller may do; asked again whenever a right may have changed. */
export interface Standing {
  /** Resolves if the caller may; throws Refused. */
  demand(wish: Wish, stream: string): Promise<void>;
  /** For the log to ask when it decides an append or a delete; undefined: everything is allowed. */
  rule(wish: Wish, stream: string): ((metadata: StreamMetadata) => boolean) | undefined;
  /** Streams where a change may take a right on a stream away. */
  decidedIn(stream: string): readonly string[];
}

/** Says what callers may do, by what their calls bring with them. */
export interface Authority {
  /** Before anything else of a call; rejects with Refused for who may not make it at all. */
  admit(need: Need, metadata: Metadata): Promise<void>;
  /** Who makes a call that is admitted; undefined where nobody says so, or is asked to. Throws Refused for who is not known any more. */
  callerOf(metadata: Metadata): Caller | undefined;
  standing(metadata: Metadata): Standing;
}

const EVERYTHING: Standing = { demand: async () => undefined, rule: () => undefined, decidedIn: () => [] };

/** No users and no rights: lists are stored, but nobody asks them. */
export const insecure: Authority = { admit: async () => undefined, callerOf: () => undefined, standing: () => EVERYTHING };

/** Anyone may see links; what they lead to has rights of its own only where it is read by itself. */
const OF_LINKS: Acl = { $r: ['$all'], $mr: ['$all'] };
const SETTINGS = '$settings';
const RIGHTS = { read: '$r', append: '$w', delete: '$d' } as const;

/** Users, and the rights that streams' metadata gives them. */
export class GuardedAuthority implements Authority {
  private defaults: DefaultAcls = NO_DEFAULTS;
  private reading = Promise.resolve();

  constructor(private readonly log: EventLog, private readonly users: Users) {
    this.refresh();
    this.log.followers.follow(SETTINGS, () => this.refresh());
  }

  async admit(need: Need, metadata: Metadata): Promise<void> {
    const [header] = metadata.get('authorization');
    if (header !== undefined) await this.users.authenticated(header.toString());
    const caller = this.callerOf(metadata);
    if (need === 'nobody' || (caller && (need === 'user' || isAdmin(caller) || (need === 'operator' && caller.groups.includes('$ops'))))) return;
    throw accessDenied('Access denied');
  }

  standing(metadata: Metadata): Standing {
    const caller = this.callerOf(metadata);
    const may = (wish: Wish, stream: string, { acl }: StreamMetadata): boolean =>
      caller !== undefined && permits(caller, rightTo(wish, stream), ruledBy(stream), isLinkStream(ruledBy(stream)) ? { ...OF_LINKS, ...acl } : acl, this.defaults);
    return {
      demand: async (wish, stream) => {
        await this.reading;
        if (!may(wish, stream, await this.log.metadata(stream))) throw accessDenied(`No right to ${wish} ${stream}`);
      },
      rule: (wish, stream) => (metadata) => may(wish, stream, metadata),
      decidedIn: (stream) => [SETTINGS, `$$${ruledBy(stream)}`],
    };
  }

  callerOf(metadata: Metadata): Caller | undefined {
    const [header] = metadata.get('authorization');
    if (header === undefined) return undefined;
    const caller = this.users.recognised(header.toString());
    if (!caller) throw new Refused(status.UNAUTHENTICATED, 'Unknown user or wrong password');
    return caller;
  }

  private refresh(): void {
    const read = (): Promise<void> => this.readDefaults();
    // One after the other: older defaults must not be the last to come.
    this.reading = this.reading.then(read, read);
    // Whoever asks for a right hears of it.
    this.reading.catch(() => undefined);
  }

  private async readDefaults(): Promise<void> {
    const { last } = await this.log.visible(SETTINGS);
    const [newest] = await this.log.readStream(SETTINGS, last, 'backwards', 1);
    this.defaults = newest ? parseDefaults(newest.data) : NO_DEFAULTS;
  }
}

const rightTo = (wish: Wish, stream: string): Right =>
  !isMetastream(stream) ? RIGHTS[wish] : wish === 'read' ? '$mr' : '$mw';
