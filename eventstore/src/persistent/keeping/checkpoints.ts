import type { EventLog } from '../../log/event-log.js';
import type { StoredEvent } from '../../log/record.codec.js';
import { OwnStream } from './own-stream.js';
import { groupId, type GroupName } from '../settings.js';
import { parseNumber } from '../reading/source.js';

const TYPE = '$SubscriptionCheckpoint';
const KEPT = 2;

/** How far a group has come, kept in the log. */
export class Checkpoints {
  private readonly own: OwnStream;
  private writing = false;
  private newest = '';

  constructor(log: EventLog, name: GroupName) {
    this.own = new OwnStream(log, `$persistentsubscription-${groupId(name)}-checkpoint`, { $maxCount: KEPT });
  }

  /** As clients are told; empty when there is none. */
  get text(): string {
    return this.newest;
  }

  get isWriting(): boolean {
    return this.writing;
  }

  /** The number up to which all is done: the newest there is, whatever else others have written. */
  async load(): Promise<number | undefined> {
    const texts = (await this.own.newest(KEPT)).map(textOf);
    this.newest = texts.find((text) => parseNumber(text) !== undefined) ?? '';
    return parseNumber(this.newest);
  }

  /** Not to be called while another is being written. */
  async write(text: string): Promise<void> {
    this.writing = true;
    try {
      await this.own.append(TYPE, true, JSON.stringify(text));
      this.newest = text;
    } finally {
      this.writing = false;
    }
  }

  erase(): Promise<void> {
    return this.own.erase();
  }
}

function textOf({ data }: StoredEvent): string {
  try {
    return String(JSON.parse(data.toString()));
  } catch {
    return '';
  }
}
