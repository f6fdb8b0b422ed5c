import { messageOf } from '../failure.js';
import { LogStopped } from '../log/append.js';
import type { EventLog } from '../log/event-log.js';
import { decodeConfig, encodeConfig } from './group-config.codec.js';
import { Group } from './group.js';
import { Checkpoints } from './keeping/checkpoints.js';
import { OwnStream } from './keeping/own-stream.js';
import { Parked } from './keeping/parked.js';
import { groupExists, groupFailed, groupMissing } from './refusals.js';
import { ALL, groupId, type GroupDefinition, type GroupName } from './settings.js';

const TICK_MS = 1000;
const TYPE = '$PersistentConfig';
const KEPT = 2;

/** All groups of a node, and the only place where they are made, changed and removed; their configuration is kept in the log. */
export class Groups {
  private readonly groups = new Map<string, Group>();
  /** Those that could not begin, and why: the others work on without them. */
  private readonly failed = new Map<string, { readonly definition: GroupDefinition; readonly error: unknown }>();
  /** Streams that have, or since the start have had, a group. */
  private readonly streams = new Set<string>();
  private readonly config: OwnStream;
  private readonly ticking = setInterval(() => this.tick(), TICK_MS).unref();
  private loaded: Promise<void>;
  private last: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly log: EventLog,
    private readonly onError: (error: unknown) => void,
  ) {
    this.config = new OwnStream(log, '$persistentSubscriptionConfig', { $maxCount: KEPT });
    this.loaded = this.load();
    this.loaded.catch(onError);
  }

  create(definition: GroupDefinition, user: string): Promise<void> {
    return this.inOrder(async () => {
      const id = groupId(definition);
      if (this.groups.has(id) || this.failed.has(id)) throw groupExists(definition);
      // A crash while a group of this name was removed may have left its books.
      await this.erase(definition);
      await this.save([...this.definitions(), definition], user);
      await this.begin(definition);
    });
  }

  /** Starts it again from its checkpoint, under other settings. */
  update(name: GroupName, change: (old: GroupDefinition) => Promise<GroupDefinition>, user: string): Promise<void> {
    return this.inOrder(async () => {
      const old = this.known(name);
      const changed = await change(old.definition);
      await this.save(this.definitions().map((definition) => (definition === old.definition ? changed : definition)), user);
      await old.stop();
      await this.begin(changed);
    });
  }

  remove(name: GroupName, user: string): Promise<void> {
    return this.inOrder(async () => {
      const id = groupId(name);
      const group = this.failed.has(id) ? undefined : this.known(name);
      await this.save(this.definitions().filter((definition) => groupId(definition) !== id), user);
      this.groups.delete(id);
      this.failed.delete(id);
      await group?.stop();
      await this.erase(name);
    });
  }

  /** Throws Refused if there is no such group. */
  find(name: GroupName): Promise<Group> {
    return this.inOrder(async () => this.known(name));
  }

  /** Those of a stream, or all of them, by stream; undefined if the stream never had any. */
  list(stream: string | undefined): Promise<Group[] | undefined> {
    return this.inOrder(async () => {
      if (stream !== undefined && !this.streams.has(stream)) return undefined;
      const found = [...this.groups.values()].filter(({ definition }) => stream === undefined || definition.stream === stream);
      return found.sort((a, b) => (a.definition.stream < b.definition.stream ? -1 : a.definition.stream > b.definition.stream ? 1 : 0));
    });
  }

  /** Lets go of everyone and begins again from what the log says. */
  restart(): Promise<void> {
    return this.inOrder(async () => {
      await this.stopAll();
      await (this.loaded = this.load());
    });
  }

  /** For good. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.ticking);
    void this.stopAll();
  }

  /** The newest number of what a group is to read. */
  async newest(stream: string): Promise<number> {
    return stream === ALL ? this.log.end : (await this.log.visible(stream)).last;
  }

  private async load(): Promise<void> {
    const kept = await this.config.newest(KEPT);
    const definitions = kept.length === 0 ? [] : kept.map(({ data }) => decodeConfig(data)).find((decoded) => decoded !== undefined);
    if (!definitions) throw new Error(`${this.config.name} does not say which groups there are`);
    await Promise.all(definitions.map((definition) => this.begin(definition).catch(this.onError)));
  }

  private async begin(definition: GroupDefinition): Promise<void> {
    if (this.stopped) return;
    const id = groupId(definition);
    this.streams.add(definition.stream);
    try {
      this.groups.set(id, await new Group(this.log, definition, this.onError).start());
    } catch (error) {
      this.groups.delete(id);
      this.failed.set(id, { definition, error });
      throw error;
    }
  }

  private async stopAll(): Promise<void> {
    const all = [...this.groups.values()];
    this.groups.clear();
    this.failed.clear();
    this.streams.clear();
    await Promise.all(all.map((group) => group.stop()));
  }

  private async save(definitions: readonly GroupDefinition[], user: string): Promise<void> {
    await this.config.append(TYPE, true, encodeConfig(definitions, user));
  }

  private async erase(name: GroupName): Promise<void> {
    await Promise.all([new Checkpoints(this.log, name).erase(), new Parked(this.log, name).erase()]);
  }

  private known(name: GroupName): Group {
    const group = this.groups.get(groupId(name));
    if (group) return group;
    const failed = this.failed.get(groupId(name));
    throw failed ? groupFailed(name, messageOf(failed.error)) : groupMissing(name);
  }

  private definitions(): GroupDefinition[] {
    return [...this.groups.values(), ...this.failed.values()].map(({ definition }) => definition);
  }

  private tick(): void {
    for (const group of this.groups.values()) group.tick();
  }

  /** One at a time, each after those before it; nothing at all if what the log keeps of the groups cannot be read. */
  private inOrder<T>(work: () => Promise<T>): Promise<T> {
    const run = async (): Promise<T> => {
      await this.loaded;
      // By then it lets go of them all: who asks is not to believe that they are gone.
      if (this.stopped) throw new LogStopped('the node is stopping');
      return work();
    };
    const result = this.last.then(run, run);
    this.last = result;
    return result;
  }
}
