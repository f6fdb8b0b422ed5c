/** What the log asks of a disk. One port, so that LevelDB stays a choice and tests can let a write fail. */
export interface Storage {
  /** Position of the newest record, 0 when there is none. */
  lastPosition(): Promise<number>;
  /** Records from a position on (inclusive) in a direction, as they were written; a page may be shorter than its limit. */
  readLog(from: number, direction: Direction, limit: number): Promise<LogEntry[]>;
  /** The records at these places, in this order; undefined where there is none. */
  fetch(places: readonly Place[]): Promise<(Buffer | undefined)[]>;
  /** A stream's index from a revision on (inclusive) in a direction; a page may be shorter than its limit. */
  readIndex(stream: string, from: number, direction: Direction, limit: number): Promise<IndexEntry[]>;
  /** The revision each stream's head entry names, −1 where there are neither head nor events. */
  heads(streams: readonly string[]): Promise<number[]>;
  /** The newest revision that carries each id within its stream, −1 where none does of those whose ids are entered. */
  findIds(ids: readonly StreamId[]): Promise<number[]>;
  /** All of the batch or nothing; durable when it resolves. Never called again after it rejected. */
  write(batch: WriteBatch): Promise<void>;
  /** Has events that are there found by their ids; durable when it resolves. */
  enterIds(ids: readonly EnteredId[]): Promise<void>;
  /** Other bytes for records that are there, all of them or none; durable when it resolves. Throws DamagedData, before it writes, where there is damage. */
  rewrite(entries: readonly LogEntry[]): Promise<void>;
  /** Gives back the room of what was rewritten from one position to another, inclusive; takes its time. */
  compact(from: number, to: number): Promise<void>;
  /** Everything that is kept, as it is at the first page, whatever is written meanwhile; undefined where nothing is. */
  copy(): AsyncIterable<readonly Entry[]> | undefined;
  /** Links to what is in the log; all of them follow from it. */
  readonly links: LinkStorage;
  close(): Promise<void>;
}

/** Where links are kept, by the stream they are in and their revision. Nothing here is acknowledged to anyone: what is lost is made again. */
export interface LinkStorage {
  /** The newest event whose links are kept; undefined when there is none. */
  newest(): Promise<LinkedEvent | undefined>;
  /** Newest revision of each stream, −1 where there is none. */
  heads(streams: readonly string[]): Promise<number[]>;
  read(stream: string, from: number, direction: Direction, limit: number): Promise<LinkEntry[]>;
  /** All of it or nothing. */
  write(links: readonly LinkEntry[], newest: LinkedEvent): Promise<void>;
  clear(): Promise<void>;
}

/** Which event, and of which log: in another one that place has another id. */
export interface LinkedEvent {
  readonly position: number;
  readonly eventId: Buffer;
}

export interface LinkEntry {
  readonly stream: string;
  readonly revision: number;
  /** Where the event is that it leads to. */
  readonly position: number;
}

export type Direction = 'forwards' | 'backwards';

/** A key and its value, as the storage itself has them. */
export type Entry = readonly [key: Buffer, value: Buffer];

export interface LogEntry {
  readonly position: number;
  readonly record: Buffer;
}

/** Where a record is. Whoever knows the block that holds it, by the position of its first record, spares storage the search. */
export interface Place {
  readonly position: number;
  readonly block?: number;
}

export interface IndexEntry extends Place {
  readonly revision: number;
}

/** An event id as it is known within one stream. */
export interface StreamId {
  readonly stream: string;
  readonly eventId: Buffer;
}

/** Where an event that is found by its id stands. */
export interface EnteredId extends StreamId {
  readonly revision: number;
}

/** A record and what the indexes need to know of it. */
export interface WrittenRecord {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly eventId: Buffer;
  readonly record: Buffer;
}

export interface WriteBatch {
  readonly records: readonly WrittenRecord[];
  /** New newest revision of each stream the batch touches. */
  readonly heads: ReadonlyMap<string, number>;
  /** The streams whose records are to be found by their ids. */
  readonly entered: ReadonlySet<string>;
}

/** Stored bytes are not what was written, and where. Never repaired silently. */
export class DamagedData extends Error {
  override readonly name = 'DamagedData';
}
